/** The history beside the map: every change, or the states that have a name; each can be looked at and gone back to. */

import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { getHistory, getVersions } from "../api";
import type { History as Changes, Entry, NamedVersion } from "../generated/protocol";
import { useDocument, useStudio } from "../studio/studio";
import { texts } from "../texts/shell";
import { CommandButton } from "./CommandButton";
import { details, heading, merged } from "./entries";
import { Icon } from "./Icon";
import { Past } from "./Past";
import { type Seen, State, type StateProps } from "./State";
import { reason, useAsked } from "./useAsked";

const QUIET = 250;

export function History(): ReactNode {
  const { screen } = useStudio();
  const [isNamed, setNamed] = useState(false);
  const [past, setPast] = useState<Seen | null>(null);
  const head = useRef<HTMLHeadingElement>(null);
  const close = (): void => screen.set({ hasHistory: false });
  useEffect(() => {
    const before = document.activeElement;
    head.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <aside
      className="drawer"
      aria-label={texts.history}
      onKeyDown={(event) => {
        if (event.key === "Escape" && past === null) close();
      }}
    >
      <header className="drawer-head">
        <h2 ref={head} tabIndex={-1}>
          {texts.history}
        </h2>
        <CommandButton id="name-version" sign="flag" />
        <button type="button" className="icon-button" aria-label={texts.close} onClick={close}>
          <Icon sign="close" />
        </button>
      </header>
      <div className="segments">
        {[false, true].map((named) => (
          <button
            key={String(named)}
            type="button"
            className="segment"
            aria-pressed={isNamed === named}
            onClick={() => setNamed(named)}
          >
            <span>{named ? texts.namedStates : texts.allChanges}</span>
          </button>
        ))}
      </div>
      {isNamed ? <Named onLook={setPast} /> : <Everything onLook={setPast} />}
      {past !== null && <Past state={past} onClose={() => setPast(null)} />}
    </aside>
  );
}

type OnLook = (state: Seen) => void;

function Everything({ onLook }: { onLook: OnLook }): ReactNode {
  const { changes, problem, more } = useChanges();
  const n = useDocument((document) => document.n);
  if (problem !== "") return <p role="alert">{problem}</p>;
  if (changes === null) return <p className="soft">{texts.loading}</p>;
  if (changes.entries.length === 0) return <p className="soft">{texts.historyEmpty}</p>;
  return (
    <ol className="moments">
      {changes.entries.map((entry) => (
        <State key={entry.n} {...told(entry)} isNow={entry.n === n} onLook={onLook} />
      ))}
      {changes.has_more ? (
        <li>
          <button type="button" className="button" onClick={more}>
            {texts.older}
          </button>
        </li>
      ) : (
        <State {...START} isNow={n === 0} onLook={onLook} />
      )}
    </ol>
  );
}

/** Before the first change; nobody knows when that was. */
const START = { n: 0, at: "", by: "", version: "", words: texts.atFirst, lines: [] };

function told(entry: Entry): Omit<StateProps, "isNow" | "onLook"> {
  return {
    n: entry.n,
    at: entry.at,
    by: entry.by,
    version: entry.version,
    words: heading(entry),
    lines: [...details(entry), ...effect(entry)],
  };
}

function effect({ before, after }: Entry): string[] {
  if (after === "") return [];
  return before === after ? [] : [before === "" ? texts.leadTimeNow(after) : texts.leadTime(before, after)];
}

function Named({ onLook }: { onLook: OnLook }): ReactNode {
  const { room } = useStudio();
  const n = useDocument((document) => document.n);
  const ask = useCallback((): Promise<NamedVersion[]> => getVersions(room.key), [room]);
  const { answer, problem } = useAsked(ask);
  if (problem !== "") return <p role="alert">{problem}</p>;
  if (answer === null) return <p className="soft">{texts.loading}</p>;
  if (answer.length === 0) return <p className="soft">{texts.versionsEmpty}</p>;
  return (
    <ol className="moments">
      {answer.map((version) => (
        <State
          key={`${version.n}-${version.name}`}
          n={version.n}
          at={version.at}
          by={version.by}
          version={version.name}
          words=""
          lines={version.headline === "" ? [] : [version.headline]}
          isNow={version.n === n}
          onLook={onLook}
        />
      ))}
    </ol>
  );
}

/** The changes as far as they were asked for; asked again shortly after something changed or got a name. */
function useChanges(): { changes: Changes | null; problem: string; more: () => void } {
  const { room } = useStudio();
  const n = useDocument((document) => document.n);
  const [changes, setChanges] = useState<Changes | null>(null);
  const [problem, setProblem] = useState("");
  const ask = useCallback(
    (before: number | null): void => {
      getHistory(room.key, before).then(
        (page) => {
          setProblem("");
          setChanges((known) => merged(known, page, before === null));
        },
        (error: unknown) => setProblem(reason(error)),
      );
    },
    [room],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new change is what the history is asked for again
  useEffect(() => {
    const timer = window.setTimeout(() => ask(null), QUIET);
    return () => window.clearTimeout(timer);
  }, [ask, n]);
  const oldest = changes?.entries.at(-1)?.n ?? null;
  return { changes, problem, more: () => ask(oldest) };
}
