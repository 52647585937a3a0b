/** Menus that drop down from a button. */

import * as Radix from "@radix-ui/react-dropdown-menu";
import type { ReactNode } from "react";
import { shownKeys } from "../lib/keys";
import { Icon, type Sign } from "./Icon";
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
  return (
    <Radix.Root modal={false}>
      <Tip text={label}>
        <Radix.Trigger
          className={`${words === undefined ? "icon-button" : "button quiet"} ${className}`}
          aria-label={words === undefined || words === label ? label : `${words}. ${label}`}
        >
          {words !== undefined && <span className="menu-title">{words}</span>}
          <Icon sign={sign} />
        </Radix.Trigger>
      </Tip>
      {/* Where its button is, not at the end of the page: there it would stand in no landmark. */}
      <Radix.Content className="menu" align="end" sideOffset={6} collisionPadding={8}>
        {children}
      </Radix.Content>
    </Radix.Root>
  );
}

interface ItemProps {
  readonly label: ReactNode;
  readonly keys?: string | undefined;
  readonly isOn?: boolean | undefined;
  readonly isPossible?: boolean;
  readonly onSelect: () => void;
}

export function MenuItem({ label, keys, isOn, isPossible = true, onSelect }: ItemProps): ReactNode {
  const words = (
    <>
      <span className="menu-sign">{isOn === true && <Icon sign="check" />}</span>
      <span className="menu-words">{label}</span>
      {keys !== undefined && <kbd>{shownKeys(keys)}</kbd>}
    </>
  );
  return isOn === undefined ? (
    <Radix.Item className="menu-item" disabled={!isPossible} onSelect={onSelect}>
      {words}
    </Radix.Item>
  ) : (
    <Radix.CheckboxItem className="menu-item" disabled={!isPossible} checked={isOn} onSelect={onSelect}>
      {words}
    </Radix.CheckboxItem>
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
  return <Radix.Separator className="menu-rule" />;
}
