/** A session begins: what it is about, and the agenda of a kind of map or a plain one. */

import { type FormEvent, type ReactNode, useState } from "react";
import { useSchema } from "../panels/useSchema";
import { Dialog } from "../shell/Dialog";
import { useDocument, useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { texts as shell } from "../texts/shell";
import { keepRunning } from "./kept";
import { usualSize } from "./size";

export default function StartDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { room, screen } = useStudio();
  const schema = useSchema();
  const view = useScreen(({ views }) => views[0] ?? "");
  const section = useDocument(({ views }) => views.find(({ name }) => name === view)?.section ?? "");
  const guides = schema?.["x-guides"] ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [title, setTitle] = useState("");
  const map = chosen ?? (guides.some((guide) => guide.section === section) ? section : "");
  const begin = (event: FormEvent): void => {
    event.preventDefault();
    keepRunning(room.key, true);
    screen.set({ isRunning: true, session: usualSize() });
    room.act({ do: "begin", title: title.trim(), map });
    onClose();
  };
  return (
    <Dialog title={texts.startTitle} onClose={onClose} className="wide">
      <form className="form" onSubmit={begin}>
        <label className="labelled">
          <span>{texts.title}</span>
          <input
            data-first
            className="text-field"
            maxLength={200}
            placeholder={texts.titleHint}
            autoComplete="off"
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        </label>
        <fieldset className="options two">
          <legend>{texts.agendaOf}</legend>
          {[...guides, { section: "", title: texts.plain, purpose: texts.plainLong, minutes: 0 }].map((guide) => (
            <label key={guide.section} className="option">
              <input
                type="radio"
                name="agenda"
                checked={map === guide.section}
                onChange={() => setChosen(guide.section)}
              />
              <span className="option-words">
                <b>{guide.title}</b>
                {guide.minutes > 0 && <span className="soft"> · {texts.minutes(guide.minutes)}</span>}
                <small>{guide.purpose}</small>
              </span>
            </label>
          ))}
        </fieldset>
        <div className="form-end">
          <button type="button" className="button" onClick={onClose}>
            {shell.cancel}
          </button>
          <button type="submit" className="button primary">
            {texts.begin}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
