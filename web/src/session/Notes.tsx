/** Notes as they are shown to those who may see them. */

import type { ReactNode } from "react";
import type { NoteOf } from "../generated/protocol";
import { texts } from "../texts/session";

export function Notes({ notes }: { readonly notes: readonly NoteOf[] }): ReactNode {
  if (notes.length === 0) return <p className="soft">{texts.noNotes}</p>;
  return (
    <ul className="note-papers">
      {notes.map((note) => (
        <li key={note.id} className="note-paper">
          <p>{note.text}</p>
          {(note.by !== "" || note.is_mine) && (
            <p className="note-by">
              {[note.by, note.is_mine ? texts.mine : ""].filter((word) => word !== "").join(" · ")}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
