/** The clock as it stands: large figures, and what they mean in words. */

import type { ReactNode } from "react";
import type { TimerOf } from "../generated/protocol";
import { Icon } from "../shell/Icon";
import { texts } from "../texts/session";
import { shownTime, toneOf } from "./clock";
import { useLeft } from "./useMeeting";

export function TimeShown({ timer }: { readonly timer: TimerOf }): ReactNode {
  const left = useLeft(timer) ?? 0;
  const tone = toneOf(timer, left);
  const words = shownTime(left);
  return (
    <p className="time-shown" data-tone={tone} role="timer" aria-label={texts.timer}>
      <span className="time-figures">{words}</span>
      <span className="time-words">
        {(tone === "near" || tone === "over") && <Icon sign={tone === "over" ? "warning" : "waiting"} />}
        {tone === "running" ? "" : texts.tones[tone]}
      </span>
    </p>
  );
}
