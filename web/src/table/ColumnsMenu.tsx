/** Which columns the table has. */

import * as Dropdown from "@radix-ui/react-dropdown-menu";
import type { ReactNode } from "react";
import { Icon } from "../shell/Icon";
import { texts } from "../texts/table";
import { type Column, NAME } from "./sheet";

interface ColumnsMenuProps {
  readonly all: readonly Column[];
  readonly shown: readonly Column[];
  readonly onChoose: (names: readonly string[]) => void;
}

export function ColumnsMenu({ all, shown, onChoose }: ColumnsMenuProps): ReactNode {
  const names = shown.map((column) => column.name);
  return (
    <Dropdown.Root modal={false}>
      <Dropdown.Trigger className="quiet-button">
        {texts.columns} <Icon sign="down" />
      </Dropdown.Trigger>
      <Dropdown.Portal>
        <Dropdown.Content className="menu columns-menu" align="end" sideOffset={4} collisionPadding={8}>
          {all.map((column) => (
            <Dropdown.CheckboxItem
              key={column.name}
              className="menu-item"
              disabled={column.name === NAME}
              checked={names.includes(column.name)}
              onSelect={(event) => event.preventDefault()}
              onCheckedChange={(isOn) =>
                onChoose(isOn ? [...names, column.name] : names.filter((name) => name !== column.name))
              }
            >
              <span className="menu-sign">
                <Dropdown.ItemIndicator>
                  <Icon sign="check" />
                </Dropdown.ItemIndicator>
              </span>
              {column.title}
            </Dropdown.CheckboxItem>
          ))}
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  );
}
