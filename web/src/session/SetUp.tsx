/** What a group can do together, and the few questions before it starts. */

import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import type { Act, Open } from "../generated/protocol";
import { useSchema } from "../panels/useSchema";
import type { Exercise } from "../studio/screen";
import { useScreen, useSelection, useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { texts as shell } from "../texts/shell";
import { estimable } from "./material";
import { opened } from "./opened";
import { VoteOn } from "./VoteOn";
import { usePictures, WriteTo } from "./WriteTo";

const KINDS: readonly Exercise[] = ["write", "estimate", "vote", "1-2-4-all"];
const MINUTES: Readonly<Record<Exercise, number>> = { write: 5, estimate: 10, vote: 3, "1-2-4-all": 1 };

/** Where nothing is done just now the ways to begin are offered at once. */
export function SetUp({ isEmpty }: { readonly isEmpty: boolean }): ReactNode {
  const { screen } = useStudio();
  const settingUp = useScreen((now) => now.settingUp);
  const kind = KINDS.find((one) => one === settingUp);
  const wasOpen = useRef(false);
  useEffect(() => {
    // The form that had the focus is gone.
    if (wasOpen.current && kind === undefined && document.activeElement === document.body)
      document.querySelector<HTMLElement>(".session-head h2")?.focus();
    wasOpen.current = kind !== undefined;
  }, [kind]);
  if (kind !== undefined) return <Form key={kind} kind={kind} onDone={() => screen.set({ settingUp: null })} />;
  const buttons = (
    <ul className="exercises">
      {KINDS.map((one) => (
        <li key={one}>
          <button type="button" className="exercise" onClick={() => screen.set({ settingUp: one })}>
            <b>{texts.kinds[one].name}</b>
            <small>{texts.kinds[one].long}</small>
          </button>
        </li>
      ))}
    </ul>
  );
  return isEmpty ? (
    <section aria-label={texts.together}>
      <h3>{texts.together}</h3>
      {buttons}
    </section>
  ) : (
    <details>
      <summary>{texts.together}</summary>
      {buttons}
    </details>
  );
}

function Form({ kind, onDone }: { readonly kind: Exercise; readonly onDone: () => void }): ReactNode {
  const { room } = useStudio();
  const id = useId();
  const [title, setTitle] = useState("");
  const [minutes, setMinutes] = useState(String(MINUTES[kind]));
  const [isAnonymous, setAnonymous] = useState(false);
  const [more, setMore] = useState<Partial<Open>>({});
  const first = useRef(true);
  const isPossible = kind !== "vote" || (more.choices?.length ?? 0) > 1;
  const begin = (event: FormEvent): void => {
    event.preventDefault();
    if (!isPossible) return;
    const open = opened({ ...more, kind, title: title.trim() || texts.estimates, is_anonymous: isAnonymous });
    const acts: Act["what"][] = [open];
    const seconds = Math.round(Number(minutes.replace(",", ".")) * 60);
    if (seconds > 0) acts.push({ do: "timer", seconds, is_running: true });
    for (const act of acts) room.act(act);
    onDone();
  };
  return (
    <form className="session-form" aria-labelledby={id} onSubmit={begin}>
      <h3 id={id}>{texts.kinds[kind].name}</h3>
      <p className="soft">{texts.kinds[kind].long}</p>
      <label className="labelled">
        <span>{texts.question}</span>
        <input
          ref={(field) => {
            if (field !== null && first.current) field.focus();
            first.current = false;
          }}
          className="text-field"
          required={kind !== "estimate"}
          maxLength={2000}
          autoComplete="off"
          placeholder={
            {
              write: texts.writeHint,
              "1-2-4-all": texts.shareHint,
              vote: texts.voteHint,
              estimate: texts.yourEstimate,
            }[kind]
          }
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
      </label>
      {(kind === "write" || kind === "1-2-4-all") && <WriteTo onChoose={setMore} />}
      {kind === "estimate" && <EstimateWhat onChoose={setMore} />}
      {kind === "vote" && <VoteOn onChoose={setMore} />}
      <div className="form-row">
        <label className="labelled">
          <span>{texts.minutesFor}</span>
          <input
            className="text-field"
            inputMode="decimal"
            maxLength={5}
            value={minutes}
            onChange={(event) => setMinutes(event.target.value)}
          />
        </label>
        {kind !== "vote" && (
          <label className="tick">
            <input type="checkbox" checked={isAnonymous} onChange={(event) => setAnonymous(event.target.checked)} />
            {texts.anonymous}
          </label>
        )}
      </div>
      <div className="form-end">
        <button type="button" className="button" onClick={onDone}>
          {shell.cancel}
        </button>
        <button type="submit" className="button primary" aria-disabled={!isPossible}>
          {texts.begins}
        </button>
      </div>
    </form>
  );
}

function EstimateWhat({ onChoose }: { readonly onChoose: (what: Partial<Open>) => void }): ReactNode {
  const schema = useSchema();
  const selection = useSelection();
  const pictures = usePictures();
  const id = useId();
  const [isWhole, setWhole] = useState(true);
  const paths = schema === null ? [] : estimable(selection, pictures, schema);
  const asked = isWhole ? "" : paths.join("\n");
  // What is selected meanwhile is what is asked for.
  useEffect(() => onChoose({ paths: asked === "" ? [] : asked.split("\n") }), [onChoose, asked]);
  return (
    <fieldset className="options">
      <legend>{texts.whatToEstimate}</legend>
      <label className="option">
        <input type="radio" name={id} checked={isWhole} onChange={() => setWhole(true)} />
        {texts.wholeMap}
      </label>
      {paths.length > 0 ? (
        <label className="option">
          <input type="radio" name={id} checked={!isWhole} onChange={() => setWhole(false)} />
          {texts.selected(paths.length)}
        </label>
      ) : (
        <p className="soft">{texts.selectHint}</p>
      )}
    </fieldset>
  );
}
