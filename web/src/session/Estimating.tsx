/** Blind estimating: one question after the other, large, answered by keys or thumb; nobody sees it before all do. */

import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import type { RoundOf, ValueOf } from "../generated/protocol";
import { fieldAt } from "../lib/schema";
import { useSchema } from "../panels/useSchema";
import { Icon } from "../shell/Icon";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { ReadBack } from "./ReadBack";
import { NARROW } from "./size";
import { usePointedAt } from "./usePointedAt";
import { useReading } from "./useReading";
import { firstOpen, nextOpen, saidBy } from "./walk";

export function Estimating({ round }: { readonly round: RoundOf }): ReactNode {
  const { room } = useStudio();
  const paths = round.values.map(({ path }) => path);
  const said = saidBy(round);
  const [at, setAt] = useState(() => firstOpen(paths, said));
  const value = round.values[at];
  const estimate = (path: string, text: string): void => {
    if (text !== (said.get(path) ?? "")) room.act({ do: "estimate", round: round.id, path, text });
  };
  if (paths.length === 0) return <p className="soft">{texts.nothingAsked}</p>;
  return (
    <div className="walk">
      <p className="session-private">
        <Icon sign="eye" /> {texts.onlyYou}
      </p>
      <progress value={said.size} max={paths.length} aria-label={texts.saidSoFar(said.size, paths.length)} />
      {value === undefined ? (
        <Overview round={round} said={said} onGo={setAt} />
      ) : (
        <Question
          value={value}
          said={said.get(value.path) ?? ""}
          at={at}
          all={paths.length}
          onSay={(text) => {
            estimate(value.path, text);
            const next = nextOpen(paths, new Map(said).set(value.path, text), at);
            if (next === paths.length && !round.mine.is_ready)
              room.act({ do: "ready", round: round.id, is_ready: true });
            setAt(next);
          }}
          onGo={(step) => setAt(Math.max(0, Math.min(at + step, paths.length)))}
        />
      )}
    </div>
  );
}

interface QuestionProps {
  readonly value: ValueOf;
  readonly said: string;
  readonly at: number;
  readonly all: number;
  readonly onSay: (text: string) => void;
  readonly onGo: (step: 1 | -1) => void;
}

function Question({ value: { path, name }, said, at, all, onSay, onGo }: QuestionProps): ReactNode {
  const schema = useSchema();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState<{ path: string; text: string } | null>(null);
  const text = draft?.path === path ? draft.text : said;
  const reading = useReading(path, text);
  const kind = schema === null ? "" : (fieldAt(schema, path)?.kind ?? "");
  usePointedAt(path);
  const say = async (): Promise<void> => {
    if (text.trim() === "") {
      onGo(1);
      return;
    }
    const answer = reading.answer ?? (await reading.ask(text));
    // Without an answer it is kept as it was typed; what nobody understands is not sent.
    if (answer?.error !== undefined && answer.error !== "") return;
    onSay(text.trim());
    field.current?.focus();
  };
  const go = (step: 1 | -1): void => {
    onGo(step);
    field.current?.focus();
  };
  const pressed = (event: KeyboardEvent): void => {
    const step = event.key === "PageDown" ? 1 : event.key === "PageUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    go(step);
  };
  const type = (words: string): void => {
    setDraft({ path, text: words });
    if (!window.matchMedia(NARROW).matches) field.current?.focus();
  };
  return (
    <form
      className="walk-question"
      onSubmit={(event) => {
        event.preventDefault();
        void say();
      }}
    >
      <p className="soft">{texts.asked(at + 1, all)}</p>
      <label className="walk-name" htmlFor={id} aria-live="polite">
        {name}
      </label>
      <input
        ref={field}
        id={id}
        className="text-field walk-field"
        aria-describedby={`${id}-reading ${id}-keys`}
        aria-invalid={reading.answer !== null && reading.answer.error !== ""}
        placeholder={texts.estimateHint[kind] ?? texts.yourEstimate}
        autoComplete="off"
        autoCapitalize="off"
        enterKeyHint="next"
        maxLength={200}
        value={text}
        onChange={(event) => setDraft({ path, text: event.target.value })}
        onKeyDown={pressed}
      />
      <ReadBack id={`${id}-reading`} answer={text.trim() === "" ? null : reading.answer} />
      <div className="chips">
        {(texts.usual[kind] ?? [texts.dontKnow]).map((words) => (
          <button
            key={words}
            type="button"
            className="chip"
            aria-label={words === texts.dontKnow ? texts.dontKnowLong : words}
            aria-pressed={text === words}
            onClick={() => type(words)}
          >
            {words === texts.dontKnow ? texts.dontKnowLong : words}
          </button>
        ))}
      </div>
      <div className="walk-go">
        <button type="button" className="button" aria-disabled={at === 0} onClick={() => at > 0 && go(-1)}>
          {texts.previous}
        </button>
        <button type="button" className="button" onClick={() => go(1)}>
          {texts.skip}
        </button>
        <button type="submit" className="button primary">
          {texts.say}
        </button>
      </div>
      <p id={`${id}-keys`} className="walk-keys soft">
        {texts.keysOfWalk}
      </p>
    </form>
  );
}

interface OverviewProps {
  readonly round: RoundOf;
  readonly said: ReadonlyMap<string, string>;
  readonly onGo: (at: number) => void;
}

function Overview({ round, said, onGo }: OverviewProps): ReactNode {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) head.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <h4 ref={head} tabIndex={-1}>
        {texts.allAsked}
      </h4>
      <p>{texts.allAskedLong(said.size, round.values.length)}</p>
      <p className="soft">{texts.wait}</p>
      <ol aria-label={texts.yourEstimates}>
        {round.values.map(({ path, name }, at) => (
          <li key={path}>
            <button type="button" className="walked-value" onClick={() => onGo(at)}>
              <span>{name}</span>
              <b>{said.get(path) ?? texts.notSaid}</b>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}
