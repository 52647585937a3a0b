/** What can be done with the cells that were clicked with the right button, or are selected when the menu key is pressed. */

import { Fragment, type ReactNode, useRef } from "react";
import { at, COMMANDS, GROUPS, isPossible, run } from "../commands/registry";
import { shownKeys } from "../lib/keys";
import { MenuRule } from "../shell/Menu";
import { Popup, PopupItem } from "../shell/Popup";
import { useSelection, useStudio } from "../studio/studio";
import { texts } from "../texts/table";

export interface Asked {
  readonly anchor: DOMRect;
  readonly isByKeys: boolean;
}

interface TableMenuProps {
  readonly asked: Asked;
  /** `isDone`: the keyboard goes back to its cell */
  readonly onClose: (isDone: boolean) => void;
}

export function TableMenu({ asked, onClose }: TableMenuProps): ReactNode {
  const studio = useStudio();
  const nothing = useRef(null);
  useSelection();
  const place = at(studio);
  const possible = COMMANDS.filter((command) => command.menus?.includes("cell") === true && isPossible(command, place));
  const groups = GROUPS.map((group) => possible.filter((command) => command.group === group));
  return (
    <Popup label={texts.menu} align="start" opener={nothing} onClose={onClose} {...asked}>
      {groups
        .filter((commands) => commands.length > 0)
        .map((commands, number) => (
          <Fragment key={commands[0]?.group}>
            {number > 0 && <MenuRule />}
            {commands.map((command) => (
              <PopupItem key={command.id} onSelect={() => run(command, studio)}>
                <span className="menu-words">{command.label}</span>
                {command.keys?.[0] !== undefined && <kbd>{shownKeys(command.keys[0])}</kbd>}
              </PopupItem>
            ))}
          </Fragment>
        ))}
    </Popup>
  );
}
