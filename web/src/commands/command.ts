/** Commands: everything that can be done, as records; menus, shortcuts, the palette and the help are made from them. */

import type { Change } from "../lib/path";
import type { Store } from "../lib/store";
import type { Right } from "../people/rights";
import type { Document } from "../room/document";
import type { Room } from "../room/room";
import type { Act, Screen } from "../studio/screen";

/** Where the keys of a command work: `map` and `table` while the focus is there; else anywhere. */
export type Region = "map" | "table" | "anywhere";

/** What has a menu: a step on a map, any other part, and the ground between them; a cell of the table. */
export type MenuOf = "step" | "value" | "ground" | "cell";

export type Group = "edit" | "map" | "select" | "view" | "versions" | "session" | "share" | "help";

/** What a command acts on. */
export interface At {
  readonly room: Room;
  readonly document: Document;
  readonly screen: Screen;
  readonly show: Store<Screen>["set"];
  readonly say: (text: string, severity?: "info" | "warning" | "error", act?: Act) => void;
}

export interface Command {
  readonly id: string;
  readonly group: Group;
  readonly label: string;
  /** one plain sentence for the help; the label where that says enough */
  readonly explanation?: string;
  readonly keys?: readonly string[];
  /** the first one where it is left out */
  readonly region?: Region;
  /** whether the keys work while somebody types text, too */
  readonly isForTyping?: boolean;
  /** whether a key that is held down does it once: it must not take away one part after the other */
  readonly isOnce?: boolean;
  /** whether the browser itself acts on the keys, so that they are only shown: copying and pasting need it */
  readonly isNative?: boolean;
  /** what it stands in the menu of, when that is clicked with the right button */
  readonly menus?: readonly MenuOf[];
  /** left out of the palette: only keys, such as arrows */
  readonly isHidden?: boolean;
  /** what one must be allowed; what changes the map or its values is for those who may edit unless this says else */
  readonly needs?: Right;
  readonly when?: (at: At) => boolean;
  readonly isOn?: (at: At) => boolean;
  /** the changes that its keys would make: worked out while one may press them, so that they are shown at once */
  readonly changes?: (at: At) => readonly Change[];
  readonly run: (at: At) => void | Promise<void>;
}
