/** Who the changes are by: typed, kept in this browser, checked by nobody. */

import { type ReactNode, useState } from "react";
import { keepName } from "../studio/screen";
import { useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/shell";
import { Dialog } from "./Dialog";

export function NameDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { screen } = useStudio();
  const by = useScreen((now) => now.by);
  const [name, setName] = useState(by);
  return (
    <Dialog title={texts.name} onClose={onClose} className="narrow">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          keepName(screen, name.trim());
          onClose();
        }}
      >
        <label className="labelled">
          <span>{texts.name}</span>
          <input
            data-first
            className="text-field"
            value={name}
            maxLength={200}
            autoComplete="name"
            onChange={(event) => setName(event.target.value)}
          />
          <small>{texts.nameLong}</small>
        </label>
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
