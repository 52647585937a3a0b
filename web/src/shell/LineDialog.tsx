/** A dialog that asks for one line: what is typed is kept, or the reason why not stands below it. */

import { type ReactNode, useState } from "react";
import { texts } from "../texts/shell";
import { Dialog } from "./Dialog";
import { reason } from "./useAsked";

interface LineProps {
  readonly title: string;
  readonly label: string;
  readonly text: string;
  readonly note?: string;
  readonly hint?: string;
  /** what the button that keeps it is called */
  readonly keeps?: string;
  readonly onKeep: (text: string) => void | Promise<void>;
  readonly onClose: () => void;
}

export function LineDialog({ title, label, text, note, hint, ...rest }: LineProps): ReactNode {
  const { keeps = texts.keep, onKeep, onClose } = rest;
  const [typed, setTyped] = useState(text);
  const [problem, setProblem] = useState("");
  const keep = async (): Promise<void> => {
    try {
      await onKeep(typed.trim());
      onClose();
    } catch (error) {
      setProblem(reason(error));
    }
  };
  return (
    <Dialog title={title} onClose={onClose} className="narrow">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() !== "") void keep();
        }}
      >
        <label className="labelled">
          <span>{label}</span>
          <input
            data-first
            className="text-field"
            required
            maxLength={200}
            value={typed}
            placeholder={hint}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
          {note !== undefined && <small>{note}</small>}
        </label>
        {problem !== "" && <p role="alert">{problem}</p>}
        <div className="form-end">
          <button type="button" className="button" onClick={onClose}>
            {texts.cancel}
          </button>
          <button type="submit" className="button primary">
            {keeps}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
