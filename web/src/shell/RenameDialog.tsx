/** Another title for an atlas of the folder; its file keeps its name. */

import { type ReactNode, useState } from "react";
import { renameAtlas } from "../api";
import { texts as commands } from "../texts/commands";
import { texts } from "../texts/home";
import { texts as shell } from "../texts/shell";
import { Dialog } from "./Dialog";
import { reason } from "./useAsked";

interface RenameProps {
  /** its key */
  readonly atlas: string;
  readonly title: string;
  readonly onClose: () => void;
  readonly onRenamed: () => void;
}

export function RenameDialog({ atlas, title, onClose, onRenamed }: RenameProps): ReactNode {
  const [name, setName] = useState(title);
  const [problem, setProblem] = useState("");
  const keep = async (): Promise<void> => {
    try {
      await renameAtlas(atlas, name.trim(), commands.renameAtlas);
      onClose();
      onRenamed();
    } catch (error) {
      setProblem(reason(error));
    }
  };
  return (
    <Dialog title={texts.renameTitle} onClose={onClose} className="narrow">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") void keep();
        }}
      >
        <label className="labelled">
          <span>{texts.newName}</span>
          <input
            data-first
            className="text-field"
            required
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        {problem !== "" && <p role="alert">{problem}</p>}
        <div className="form-end">
          <button type="button" className="button" onClick={onClose}>
            {shell.cancel}
          </button>
          <button type="submit" className="button primary">
            {texts.keep}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
