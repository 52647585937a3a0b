/** Which columns the table has. */

import type { ReactNode } from "react";
import { Menu, MenuItem } from "../shell/Menu";
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
    <Menu label={texts.columns} words={texts.columns} sign="down">
      {all.map(({ name, title }) => (
        <MenuItem
          key={name}
          label={title}
          isOn={names.includes(name)}
          isPossible={name !== NAME}
          staysOpen={true}
          onSelect={() => onChoose(names.includes(name) ? names.filter((one) => one !== name) : [...names, name])}
        />
      ))}
    </Menu>
  );
}
