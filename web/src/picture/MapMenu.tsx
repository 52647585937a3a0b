/** What can be done with what was clicked with the right button, or is chosen when the menu key is pressed. */

import * as Menu from "@radix-ui/react-context-menu";
import type { ReactNode } from "react";
import { at, COMMANDS, GROUPS, isPossible, run } from "../commands/registry";
import { shownKeys } from "../lib/keys";
import { useSelection, useStudio } from "../studio/studio";
import { isStep } from "./here";

interface MenuProps {
  readonly children: ReactNode;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

export function MapMenu({ children, onOpen, onClose }: MenuProps): ReactNode {
  return (
    <Menu.Root modal={false} onOpenChange={(isOpen) => isOpen && onOpen()}>
      <Menu.Trigger asChild>{children}</Menu.Trigger>
      {/* Beside the canvas, which cuts off what hangs over its edge; still inside of what the page is mainly about. */}
      <Menu.Portal container={document.querySelector("main")}>
        <Menu.Content
          className="menu"
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // What was chosen may be typed already, or the menu be open again somewhere else.
            if (document.activeElement === document.body) onClose();
          }}
        >
          <Items />
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Items(): ReactNode {
  const studio = useStudio();
  const place = at(studio);
  const path = useSelection().at(-1) ?? null;
  const clicked = path === null ? "ground" : isStep(path) ? "step" : "value";
  const commands = COMMANDS.filter(
    (command) => command.menus?.includes(clicked) === true && isPossible(command, place),
  );
  const groups = GROUPS.map((group) => ({ group, items: commands.filter((command) => command.group === group) }));
  const filled = groups.filter(({ items }) => items.length > 0);
  return filled.map(({ group, items }, number) => (
    <Menu.Group key={group}>
      {number > 0 && <Menu.Separator className="menu-rule" />}
      {items.map((command) => (
        <Menu.Item key={command.id} className="menu-item" onSelect={() => run(command, studio)}>
          <span className="menu-words">{command.label}</span>
          {command.keys?.[0] !== undefined && <kbd>{shownKeys(command.keys[0])}</kbd>}
        </Menu.Item>
      ))}
    </Menu.Group>
  ));
}
