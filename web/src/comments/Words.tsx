/** A field for a comment or a reply: Enter sends it, Shift+Enter begins a new line. */

import { type KeyboardEvent, type ReactNode, type RefObject, useState } from "react";
import { texts as shell } from "../texts/shell";

interface WordsProps {
  readonly label: string;
  readonly send: string;
  readonly field?: RefObject<HTMLTextAreaElement | null>;
  readonly onSend: (text: string) => void;
  readonly onCancel?: () => void;
}

export function Words({ label, send, field, onSend, onCancel }: WordsProps): ReactNode {
  const [text, setText] = useState("");
  const done = (): void => {
    if (text.trim() === "") return;
    onSend(text.trim());
    setText("");
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && text !== "") event.stopPropagation();
    if (event.key === "Escape" && onCancel !== undefined) {
      event.stopPropagation();
      onCancel();
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    done();
  };
  return (
    <form
      className="words"
      onSubmit={(event) => {
        event.preventDefault();
        done();
      }}
    >
      <textarea
        ref={field}
        className="text-field"
        rows={text.includes("\n") || text.length > 40 ? 3 : 1}
        maxLength={2000}
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={pressed}
      />
      {(text.trim() !== "" || onCancel !== undefined) && (
        <div className="form-end">
          {onCancel !== undefined && (
            <button type="button" className="button" onClick={onCancel}>
              {shell.cancel}
            </button>
          )}
          <button type="submit" className="button primary" disabled={text.trim() === ""}>
            {send}
          </button>
        </div>
      )}
    </form>
  );
}
