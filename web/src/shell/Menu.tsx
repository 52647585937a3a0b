/** Menus that drop down from a button. */

import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { shownKeys } from "../lib/keys";
import { Icon, type Sign } from "./Icon";
import { Popup, PopupItem } from "./Popup";
import { Tip } from "./Tip";
import { useCommand } from "./useCommand";

interface MenuProps {
  readonly label: string;
  /** shown on the button; only the sign where it is left out */
  readonly words?: string;
  readonly sign: Sign;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Menu({ label, words, sign, className = "", children }: MenuProps): ReactNode {
  const [open, setOpen] = useState<{ readonly anchor: DOMRect; readonly isByKeys: boolean } | null>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const show = (isByKeys: boolean): void => {
    const anchor = opener.current?.getBoundingClientRect();
    if (anchor !== undefined) setOpen({ anchor, isByKeys });
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    show(true);
  };
  const close = (isDone: boolean): void => {
    if (isDone) opener.current?.focus();
    setOpen(null);
  };
  return (
    <>
      <Tip text={open === null ? label : ""}>
        <button
          ref={opener}
          type="button"
          className={`${words === undefined ? "icon-button" : "button quiet"} ${className}`}
          aria-label={words === undefined || words === label ? label : `${words}. ${label}`}
          aria-haspopup="menu"
          aria-expanded={open !== null}
          data-state={open === null ? undefined : "open"}
          // A key clicks without any pointer.
          onClick={(event) => (open === null ? show(event.detail === 0) : close(true))}
          onKeyDown={pressed}
        >
          {words !== undefined && <span className="menu-title">{words}</span>}
          <Icon sign={sign} />
        </button>
      </Tip>
      {/* Where its button is, not at the end of the page: there it would stand in no landmark. */}
      {open !== null && (
        <Popup label={label} align="end" opener={opener} onClose={close} {...open}>
          {children}
        </Popup>
      )}
    </>
  );
}

interface ItemProps {
  readonly label: ReactNode;
  readonly keys?: string | undefined;
  readonly isOn?: boolean | undefined;
  readonly isPossible?: boolean;
  readonly staysOpen?: boolean;
  readonly onSelect: () => void;
}

export function MenuItem({ label, keys, ...item }: ItemProps): ReactNode {
  return (
    <PopupItem {...item}>
      <span className="menu-sign">{item.isOn === true && <Icon sign="check" />}</span>
      <span className="menu-words">{label}</span>
      {keys !== undefined && <kbd>{shownKeys(keys)}</kbd>}
    </PopupItem>
  );
}

export function MenuCommand({ id }: { id: string }): ReactNode {
  const now = useCommand(id);
  if (now === null) return null;
  return (
    <MenuItem
      label={now.command.label}
      keys={now.command.keys?.[0]}
      isOn={now.isOn}
      isPossible={now.isPossible}
      onSelect={now.run}
    />
  );
}

export function MenuRule(): ReactNode {
  return <hr className="menu-rule" />;
}
