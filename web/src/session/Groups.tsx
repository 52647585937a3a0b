/** 1-2-4-All: alone, with one other, with three, then all; what is shared with whom, and who goes on. */

import type { ReactNode } from "react";
import type { RoundOf } from "../generated/protocol";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { Notes } from "./Notes";
import { OwnNotes } from "./OwnNotes";
import type { PartProps } from "./RoundShown";

const PHASES = ["alone", "pairs", "fours", "all"] as const;
type Phase = (typeof PHASES)[number];

const HINTS: Readonly<Record<Phase, string>> = {
  alone: texts.onlyYou,
  pairs: texts.shownToGroup,
  fours: texts.shownToGroup,
  all: texts.shownToAll,
};

export function Groups({ round, draft, onDraft }: PartProps): ReactNode {
  const phase = phaseOf(round);
  const { partners } = round.mine;
  const others = round.notes.filter((note) => !note.is_mine);
  return (
    <>
      <ol className="phases">
        {PHASES.map((one) => (
          <li key={one} aria-current={one === phase ? "step" : undefined}>
            {texts.phases[one].name}
          </li>
        ))}
      </ol>
      <p>{texts.phases[phase].long}</p>
      {phase !== "alone" && phase !== "all" && (
        <p className="session-with">{partners.length > 0 ? texts.withYou(partners.join(", ")) : texts.withNobody}</p>
      )}
      <OwnNotes round={round} draft={draft} onDraft={onDraft} hint={HINTS[phase]} />
      {others.length > 0 && (
        <section>
          <h4>{phase === "all" ? texts.inAll : texts.inGroup}</h4>
          <Notes notes={others} />
        </section>
      )}
    </>
  );
}

/** On to the next phase, with its usual time on the clock. */
export function NextPhaseButton({ round }: { readonly round: RoundOf }): ReactNode {
  const { room } = useStudio();
  const next = PHASES[PHASES.indexOf(phaseOf(round)) + 1];
  if (next === undefined) return null;
  const go = (): void => {
    room.act({ do: "phase", round: round.id });
    room.act({ do: "timer", seconds: texts.minutesOf[next] * 60, is_running: true });
  };
  return (
    <button type="button" className="button primary" onClick={go}>
      {texts.nextPhase(texts.phases[next].name)}
    </button>
  );
}

function phaseOf({ phase }: RoundOf): Phase {
  return phase === "" ? "alone" : phase;
}
