/** What was shown before, to be looked at again. */

import { type ReactNode, useId } from "react";
import type { MeetingOf } from "../generated/protocol";
import { texts } from "../texts/session";
import { earlierRounds, nameOf } from "./meeting";
import { Results } from "./Results";

export function Earlier({ meeting, runs }: { readonly meeting: MeetingOf; readonly runs: boolean }): ReactNode {
  const rounds = earlierRounds(meeting);
  const id = useId();
  if (rounds.length === 0) return null;
  return (
    <section className="session-part" aria-labelledby={id}>
      <h3 id={id}>{texts.earlier}</h3>
      {rounds.map((round) => (
        <details key={round.id}>
          <summary>{nameOf(round)}</summary>
          <Results round={round} runs={runs} />
        </details>
      ))}
    </section>
  );
}
