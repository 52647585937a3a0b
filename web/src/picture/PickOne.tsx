/** A short list over the map to pick one entry from, with keys or mouse; the first one has the keyboard. */

import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";

interface PickOneProps {
  readonly title: string;
  readonly onClose: () => void;
  /** the entries: buttons */
  readonly children: ReactNode;
}

export function PickOne({ title, onClose, children }: PickOneProps): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector("button")?.focus(), []);
  const pressed = (event: KeyboardEvent<HTMLDivElement>): void => {
    const buttons = [...event.currentTarget.querySelectorAll("button")];
    const at = document.activeElement instanceof HTMLButtonElement ? buttons.indexOf(document.activeElement) : -1;
    if (event.key === "Escape") onClose();
    else if (event.key === "ArrowDown") buttons[(at + 1) % buttons.length]?.focus();
    else if (event.key === "ArrowUp") buttons[(at - 1 + buttons.length) % buttons.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={list} className="send-back" role="dialog" aria-label={title} onKeyDown={pressed}>
      <p>{title}</p>
      {children}
    </div>
  );
}
