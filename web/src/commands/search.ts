import { texts } from "../texts/commands";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "search",
    group: "view",
    label: texts.search,
    keys: ["Mod+F", "/"],
    region: "map",
    menus: ["ground"],
    run: ({ screen, show }) => show({ search: screen.search ?? "" }),
  },
];
