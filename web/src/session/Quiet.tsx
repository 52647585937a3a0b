/** Attention to silent people: whoever runs the session sees how many, and only oneself is invited; never a name. */

import type { ReactNode } from "react";
import type { MeetingOf } from "../generated/protocol";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { currentRound } from "./meeting";
import { useTakesPart } from "./useMeeting";

export function Quiet({ meeting, runs }: { readonly meeting: MeetingOf; readonly runs: boolean }): ReactNode {
  const { screen } = useStudio();
  const takesPart = useTakesPart();
  const isOpen = currentRound(meeting)?.state === "open";
  const { quiet, people, is_quiet: isQuiet } = meeting;
  if (runs)
    return quiet === 0 ? null : (
      <div className="session-hint">
        <p>{texts.quiet(quiet, people)}</p>
        <p>
          {isOpen ? texts.goRound : texts.quietHelp}{" "}
          {(isOpen ? [] : (["1-2-4-all", "write"] as const)).map((kind) => (
            <button key={kind} type="button" className="link" onClick={() => screen.set({ settingUp: kind })}>
              {texts.kinds[kind].name}
            </button>
          ))}
        </p>
      </div>
    );
  return isQuiet && takesPart ? <p className="session-hint">{texts.quietYou}</p> : null;
}
