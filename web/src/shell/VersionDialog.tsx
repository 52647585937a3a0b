/** Give the present state a name. */

import { type ReactNode, useState } from "react";
import { nameVersion } from "../api";
import { say } from "../studio/screen";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/shell";
import { Dialog } from "./Dialog";
import { reason } from "./useAsked";

export function VersionDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { room, screen } = useStudio();
  const [name, setName] = useState("");
  const [problem, setProblem] = useState("");
  const keep = async (): Promise<void> => {
    try {
      await nameVersion(room.key, name.trim(), screen.get().by);
      say(screen, texts.versionNamed(name.trim()));
      onClose();
    } catch (error) {
      setProblem(reason(error));
    }
  };
  return (
    <Dialog title={texts.nameVersion} onClose={onClose} className="narrow">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") void keep();
        }}
      >
        <label className="labelled">
          <span>{texts.versionName}</span>
          <input
            data-first
            className="text-field"
            required
            maxLength={200}
            value={name}
            placeholder={texts.versionHint}
            onChange={(event) => setName(event.target.value)}
          />
          <small>{texts.nameVersionLong}</small>
        </label>
        {problem !== "" && <p role="alert">{problem}</p>}
        <div className="form-end">
          <button type="button" className="button" onClick={onClose}>
            {texts.cancel}
          </button>
          <button type="submit" className="button primary">
            {texts.keep}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
