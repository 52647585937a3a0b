/** What everybody does alone first: its question, one's own part in it, how many are done, then what all said. */

import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import type { RoundOf } from "../generated/protocol";
import { randomId } from "../lib/randomId";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { Estimating } from "./Estimating";
import { Groups, NextPhaseButton } from "./Groups";
import { Results } from "./Results";
import { Surely } from "./Surely";
import { useTakesPart } from "./useMeeting";
import { Voting } from "./Voting";
import { Writing } from "./Writing";

interface RoundProps {
  readonly round: RoundOf;
  readonly runs: boolean;
}

export function RoundShown({ round, runs }: RoundProps): ReactNode {
  const takesPart = useTakesPart();
  const box = useRef<HTMLElement>(null);
  // Outlives the field that it is typed in, so that it is not lost when all is shown.
  const [draft, setDraft] = useState("");
  const isOpen = round.state === "open";
  useFocusKept(box, round.state);
  const name = texts.kinds[round.kind].name;
  return (
    <section ref={box} className="session-round" aria-label={name} data-state={round.state}>
      <p className="soft">{isOpen ? name : `${name} · ${texts.results}`}</p>
      <h3 tabIndex={-1}>{round.title || name}</h3>
      {isOpen && takesPart && <Part round={round} draft={draft} onDraft={setDraft} />}
      {!isOpen && draft.trim() !== "" && <TooLate text={draft.trim()} onDone={() => setDraft("")} />}
      {!isOpen && <Results round={round} runs={runs} />}
      {isOpen && (
        <div className="session-ready">
          {takesPart && <ReadyButton round={round} />}
          <span className="soft">{texts.counts(round.begun, round.ready, round.people)}</span>
        </div>
      )}
      {runs && <Acts round={round} />}
    </section>
  );
}

export interface PartProps {
  readonly round: RoundOf;
  readonly draft: string;
  readonly onDraft: (text: string) => void;
}

function Part(props: PartProps): ReactNode {
  switch (props.round.kind) {
    case "write":
      return <Writing {...props} />;
    case "estimate":
      return <Estimating round={props.round} />;
    case "vote":
      return <Voting round={props.round} />;
    case "1-2-4-all":
      return <Groups {...props} />;
  }
}

function ReadyButton({ round: { id, mine } }: { readonly round: RoundOf }): ReactNode {
  const { room } = useStudio();
  return (
    <button
      type="button"
      className="button session-toggle"
      aria-pressed={mine.is_ready}
      onClick={() => room.act({ do: "ready", round: id, is_ready: !mine.is_ready })}
    >
      {texts.ready}
    </button>
  );
}

/** What whoever runs the session can do with it. */
function Acts({ round }: { readonly round: RoundOf }): ReactNode {
  const { room } = useStudio();
  const isOpen = round.state === "open";
  const close = (): void => room.act({ do: "close", round: round.id });
  return (
    <div className="session-acts">
      {isOpen && round.kind === "1-2-4-all" && <NextPhaseButton round={round} />}
      {isOpen && (
        <button type="button" className="button primary" onClick={() => room.act({ do: "reveal", round: round.id })}>
          {texts.reveal}
        </button>
      )}
      {isOpen && round.begun > 0 ? (
        <Surely words={texts.putAway} question={texts.putAwayLong} yes={texts.surely} no={texts.keep} onYes={close} />
      ) : (
        <button type="button" className="button" onClick={close}>
          {texts.putAway}
        </button>
      )}
    </div>
  );
}

/** Words that were still being typed when all was shown. */
function TooLate({ text, onDone }: { readonly text: string; readonly onDone: () => void }): ReactNode {
  const { room } = useStudio();
  return (
    <div className="session-hint">
      <p>{texts.tooLate(text)}</p>
      <button
        type="button"
        className="link"
        onClick={() => {
          room.act({ do: "park", item: randomId(), text });
          onDone();
        }}
      >
        {texts.park}
      </button>
    </div>
  );
}

/** Where the field that had the focus goes away, the focus stays with the question, not at the start of the page. */
function useFocusKept(box: { readonly current: HTMLElement | null }, state: string): void {
  const had = useRef(false);
  had.current = box.current?.contains(document.activeElement) === true;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is about what a change of the state takes away
  useLayoutEffect(() => {
    if (had.current && document.activeElement === document.body)
      box.current?.querySelector<HTMLElement>("h3")?.focus({ preventScroll: true });
  }, [box, state]);
}
