/** A list of one's own notes with a field for the next one. */

import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import type { NoteOf } from "../generated/protocol";
import { randomId } from "../lib/randomId";
import { Icon } from "../shell/Icon";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import type { PartProps } from "./RoundShown";

const LONGEST = 2000;

export function OwnNotes({ round, draft, onDraft, hint }: PartProps & { readonly hint: string }): ReactNode {
  const { room } = useStudio();
  const id = useId();
  const write = (note: string, text: string): void => room.act({ do: "write", round: round.id, note, text });
  const add = (): void => {
    if (draft.trim() === "") return;
    write(randomId(), draft.trim());
    onDraft("");
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    add();
  };
  return (
    <div className="session-notes">
      <p id={id} className="session-private">
        <Icon sign="eye" /> {hint}
      </p>
      <form
        className="session-line"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <textarea
          className="text-field"
          rows={2}
          aria-label={texts.note}
          aria-describedby={id}
          maxLength={LONGEST}
          value={draft}
          onChange={(event) => onDraft(event.target.value)}
          onKeyDown={pressed}
        />
        <button type="submit" className="button" aria-disabled={draft.trim() === ""}>
          {texts.addNote}
        </button>
      </form>
      {round.mine.notes.length > 0 && (
        <ul className="own-notes" aria-label={texts.yourNotes}>
          {round.mine.notes.map((note, at) => (
            <OwnNote
              key={note.id}
              note={note}
              label={texts.yourNote(at + 1)}
              onWrite={(text) => write(note.id, text)}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

interface OwnNoteProps {
  readonly note: NoteOf;
  readonly label: string;
  readonly onWrite: (text: string) => void;
}

function OwnNote({ note, label, onWrite }: OwnNoteProps): ReactNode {
  const [draft, setDraft] = useState<string | null>(null);
  const keep = (): void => {
    const text = draft?.trim() ?? "";
    if (text !== "" && text !== note.text) onWrite(text);
    setDraft(null);
  };
  return (
    <li className="note-paper">
      <textarea
        rows={1}
        aria-label={label}
        maxLength={LONGEST}
        value={draft ?? note.text}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey) return;
          event.preventDefault();
          keep();
        }}
      />
      <button
        type="button"
        className="icon-button small"
        aria-label={texts.removeNote(note.text)}
        onClick={() => onWrite("")}
      >
        <Icon sign="close" />
      </button>
    </li>
  );
}
