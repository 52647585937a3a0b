/** A dialog of the browser's own: it keeps the focus inside and gives it back; Escape and a click beside it close it.

    The focus starts at what is marked `data-first`, else at the heading. */

import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { texts } from "../texts/shell";
import { Icon } from "./Icon";

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly className?: string;
  /** for dialogs that need no heading to be seen, such as a search */
  readonly isBare?: boolean;
}

export function Dialog({ title, onClose, children, className = "", isBare = false }: DialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const opened = dialog.current;
    opened?.showModal();
    (opened?.querySelector<HTMLElement>("[data-first]") ?? opened?.querySelector("h2"))?.focus();
    return () => opened?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`dialog ${className}`}
      aria-labelledby={id}
      onCancel={(event) => {
        // A chooser of files that nothing was chosen in says so by an event of the same name.
        if (event.target !== dialog.current) return;
        event.preventDefault();
        onClose();
      }}
      onClose={() => {
        // Browsers close a dialog by themselves when Escape is pressed twice.
        if (dialog.current?.open === false) onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="dialog-inside">
        <header className={isBare ? "unseen" : "dialog-head"}>
          <h2 id={id} tabIndex={-1}>
            {title}
          </h2>
          {!isBare && (
            <button type="button" className="icon-button" aria-label={texts.close} onClick={onClose}>
              <Icon sign="close" />
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  );
}
