/** The session folded away: what is done now, and the clock, in a line over the map. */

import type { ReactNode } from "react";
import type { MeetingOf } from "../generated/protocol";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { around, currentRound, nameOf } from "./meeting";
import { usualSize } from "./size";
import { TimeShown } from "./TimeShown";
import { useTakesPart } from "./useMeeting";

export function Strip({ meeting }: { readonly meeting: MeetingOf }): ReactNode {
  const { screen } = useStudio();
  const takesPart = useTakesPart();
  const round = currentRound(meeting);
  const { now } = around(meeting);
  const isAsked = round?.state === "open" && takesPart && !round.mine.is_ready;
  const words =
    meeting.state === "ended"
      ? texts.over_
      : round === null
        ? (now?.title ?? meeting.title) || texts.session
        : nameOf(round);
  return (
    <section className="session-strip" aria-label={texts.session}>
      <p className="session-strip-words">{words}</p>
      {meeting.timer !== null && <TimeShown timer={meeting.timer} />}
      <button
        type="button"
        className={`button ${isAsked ? "primary" : ""}`}
        onClick={() => screen.set({ session: usualSize() })}
      >
        {isAsked ? texts.takePart : texts.unfold}
      </button>
    </section>
  );
}
