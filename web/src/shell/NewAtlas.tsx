/** A new atlas: what it is about, what it starts from, and how long the person thinks it takes. */

import { type ReactNode, useEffect, useState } from "react";
import { createAtlas, getReading, getTemplates } from "../api";
import type { Understood } from "../generated/protocol";
import { texts } from "../texts/home";
import { texts as shell } from "../texts/shell";
import { Dialog } from "./Dialog";
import { reason, useAsked } from "./useAsked";

const BLANK = "blank";
const GUESS = "outcome/first_guess";
/** Milliseconds without a key after which a text is asked about. */
const PAUSE = 150;

export function NewAtlas({ onClose }: { onClose: () => void }): ReactNode {
  const { answer: templates, problem } = useAsked(getTemplates);
  const [title, setTitle] = useState("");
  const [template, setTemplate] = useState(BLANK);
  const [guess, setGuess] = useState("");
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const reading = useReading(guess.trim());
  const isWrong = reading !== null && reading.error !== "";
  const start = async (): Promise<void> => {
    setBusy(true);
    try {
      const card = await createAtlas(title.trim(), template, guess.trim());
      window.location.assign(`/atlas/${encodeURIComponent(card.key)}`);
    } catch (error) {
      setTrouble(reason(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={texts.make} onClose={onClose} className="wide">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy && !isWrong) void start();
        }}
      >
        <label className="labelled">
          <span>{texts.newTitle}</span>
          <input
            data-first
            className="text-field"
            required
            maxLength={200}
            value={title}
            placeholder={texts.newTitleHint}
            onChange={(event) => setTitle(event.target.value)}
          />
        </label>
        <fieldset className="options two">
          <legend>{texts.template}</legend>
          {(templates ?? []).map((one) => (
            <label key={one.name} className="option">
              <input
                type="radio"
                name="template"
                checked={template === one.name}
                onChange={() => setTemplate(one.name)}
              />
              <span>
                <b>{one.title}</b>
                <small>{one.explanation}</small>
              </span>
            </label>
          ))}
        </fieldset>
        <label className="labelled">
          <span>{texts.guess}</span>
          <input
            className="text-field"
            maxLength={200}
            value={guess}
            placeholder={texts.guessHint}
            aria-describedby="guess-reading"
            aria-invalid={isWrong}
            onChange={(event) => setGuess(event.target.value)}
          />
          <small id="guess-reading" className={`reading ${isWrong ? "wrong" : ""}`} aria-live="polite">
            {reading === null ? texts.guessLong : isWrong ? `${reading.error}. ${reading.hint}` : reading.sentence}
          </small>
        </label>
        {(trouble !== "" || problem !== "") && <p role="alert">{trouble === "" ? problem : trouble}</p>}
        <div className="form-end">
          <button type="button" className="button" onClick={onClose}>
            {shell.cancel}
          </button>
          <button type="submit" className="button primary" aria-disabled={isBusy}>
            {texts.start}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** How the first guess is understood; the last answer stays until the next one comes, null where nothing is typed. */
function useReading(text: string): Understood | null {
  const [reading, setReading] = useState<Understood | null>(null);
  useEffect(() => {
    if (text === "") {
      setReading(null);
      return undefined;
    }
    let isLate = false;
    const timer = window.setTimeout(() => {
      getReading(GUESS, text).then(
        (answer) => {
          if (!isLate) setReading(answer);
        },
        () => undefined,
      );
    }, PAUSE);
    return () => {
      isLate = true;
      window.clearTimeout(timer);
    };
  }, [text]);
  return reading;
}
