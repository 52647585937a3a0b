/** What can be done with what was clicked with the right button, or is chosen when the menu key is pressed. */

import * as Menu from "@radix-ui/react-context-menu";
import type { ReactNode } from "react";
import type { Command } from "../commands/command";
import { at, COMMANDS, isPossible, run } from "../commands/registry";
import { shownKeys } from "../lib/keys";
import { useStudio } from "../studio/studio";

export function MapMenu({ children, onClose }: { children: ReactNode; onClose: () => void }): ReactNode {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>{children}</Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          className="menu"
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            onClose();
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
  const commands = COMMANDS.filter((command) => command.isInContextMenu === true && isPossible(command, place));
  const groups = new Map<string, Command[]>();
  for (const command of commands) groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  return [...groups].map(([group, items], number) => (
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
