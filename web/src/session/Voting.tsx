/** Dot votes: so many dots for everybody, given and taken back by buttons and keys. */

import { type KeyboardEvent, type ReactNode, useId } from "react";
import type { RoundOf } from "../generated/protocol";
import { Icon } from "../shell/Icon";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { votesLeft } from "./meeting";

const MOST_DOTS = 8;

export function Voting({ round }: { readonly round: RoundOf }): ReactNode {
  const { room } = useStudio();
  const id = useId();
  const given = new Map(round.mine.votes);
  const left = votesLeft(round);
  const vote = (choice: string, votes: number, step: 1 | -1): void => {
    if (step > 0 ? left <= 0 : votes <= 0) return;
    room.act({ do: "vote", round: round.id, choice, votes: votes + step });
  };
  const pressed = (event: KeyboardEvent, choice: string, votes: number): void => {
    const step = event.key === "+" || event.key === "=" ? 1 : event.key === "-" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    vote(choice, votes, step);
  };
  return (
    <>
      <p className="dots-left" aria-live="polite">
        {texts.dotsLeft(left, round.limit)}
      </p>
      <ul className="vote" aria-describedby={id}>
        {round.choices.map(({ id: choice, text }) => {
          const votes = given.get(choice) ?? 0;
          return (
            <li key={choice} onKeyDown={(event) => pressed(event, choice, votes)} data-mine={votes > 0 || undefined}>
              <span className="vote-words">{text}</span>
              <span className="vote-dots" aria-hidden="true">
                {votes > MOST_DOTS ? `● ${votes}` : "●".repeat(votes)}
              </span>
              <button
                type="button"
                className="vote-button"
                aria-label={texts.fewer(text, votes)}
                aria-disabled={votes === 0}
                onClick={() => vote(choice, votes, -1)}
              >
                <Icon sign="minus" />
              </button>
              <button
                type="button"
                className="vote-button"
                aria-label={texts.more(text, votes)}
                aria-disabled={left <= 0}
                onClick={() => vote(choice, votes, 1)}
              >
                <Icon sign="plus" />
              </button>
            </li>
          );
        })}
      </ul>
      <p id={id} className="soft">
        {texts.keysOfVote}
      </p>
    </>
  );
}
