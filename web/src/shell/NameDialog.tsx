/** Who the changes are by, and what they speak for: typed, kept in this browser, checked by nobody. */

import { type ReactNode, useState } from "react";
import { treeAt } from "../lib/path";
import { labelOf } from "../lib/places";
import { keepName } from "../studio/screen";
import { useDocument, useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/people";
import { texts as shell } from "../texts/shell";
import { Dialog } from "./Dialog";

interface NameProps {
  readonly onClose: () => void;
  /** whether it is asked once of who has just come in */
  readonly isWelcome?: boolean;
}

export function NameDialog({ onClose, isWelcome = false }: NameProps): ReactNode {
  const { screen } = useStudio();
  const [by, setBy] = useState(useScreen((now) => now.by));
  const [role, setRole] = useState(useScreen((now) => now.role));
  const values = useDocument((document) => document.values);
  const roles = [...treeAt(values, "current/roles")].map(([id, one]) => labelOf(one, id));
  const offered = [...new Set(["", ...roles, role])];
  return (
    <Dialog title={isWelcome ? texts.welcome : texts.name} onClose={onClose} className="narrow">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          keepName(screen, by.trim(), role);
          onClose();
        }}
      >
        <label className="labelled">
          <span>{texts.name}</span>
          <input
            data-first
            className="text-field"
            maxLength={200}
            value={by}
            autoComplete="name"
            onChange={(event) => setBy(event.target.value)}
          />
          <small>{isWelcome ? texts.welcomeLong : texts.nameLong}</small>
        </label>
        {offered.length > 1 && (
          <label className="labelled">
            <span>{texts.role}</span>
            <select className="text-field" value={role} onChange={(event) => setRole(event.target.value)}>
              {offered.map((one) => (
                <option key={one} value={one}>
                  {one === "" ? texts.noRole : one}
                </option>
              ))}
            </select>
          </label>
        )}
        <div className="form-end">
          {!isWelcome && (
            <button type="button" className="button" onClick={onClose}>
              {shell.cancel}
            </button>
          )}
          <button type="submit" className="button primary">
            {isWelcome ? texts.enter : texts.keep}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
