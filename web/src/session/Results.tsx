/** What everybody said, once it is shown: notes, bars of votes, or ranges beside each other. */

import type { ReactNode } from "react";
import type { RoundOf } from "../generated/protocol";
import { texts } from "../texts/session";
import { Notes } from "./Notes";
import { Spreads } from "./Spreads";

export function Results({ round, runs }: { readonly round: RoundOf; readonly runs: boolean }): ReactNode {
  switch (round.kind) {
    case "write":
    case "1-2-4-all":
      return <Notes notes={round.notes} />;
    case "estimate":
      return <Spreads round={round} runs={runs} />;
    case "vote":
      return <Votes round={round} />;
  }
}

function Votes({ round }: { readonly round: RoundOf }): ReactNode {
  const found = new Map(round.results.map((result) => [result.choice, result]));
  const rows = round.choices.map(({ id, text }) => {
    const { votes = 0, people = 0 } = found.get(id) ?? {};
    return { id, text, votes, people };
  });
  const most = Math.max(1, ...rows.map(({ votes }) => votes));
  // Those with as many votes keep the order in which they were asked for.
  const sorted = [...rows].sort((one, other) => other.votes - one.votes);
  return (
    <>
      {rows.every(({ votes }) => votes === 0) && <p className="soft">{texts.nobodyVoted}</p>}
      <Tally rows={sorted} most={most} />
    </>
  );
}

interface TallyProps {
  readonly rows: readonly { readonly id: string; readonly text: string; readonly votes: number; people: number }[];
  readonly most: number;
}

function Tally({ rows, most }: TallyProps): ReactNode {
  return (
    <ol className="tally">
      {rows.map(({ id, text, votes, people }) => (
        <li key={id}>
          <span className="tally-words">{text}</span>
          <span className="tally-bar" aria-hidden="true">
            <span style={{ width: `${(100 * votes) / most}%` }} />
          </span>
          <span className="tally-count">{texts.votes(votes, people)}</span>
        </li>
      ))}
    </ol>
  );
}
