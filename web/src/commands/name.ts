import { texts } from "../texts/commands";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "name",
    group: "versions",
    label: texts.yourName,
    keys: ["Mod+Shift+U"],
    run: ({ show }) => show({ dialog: "name" }),
  },
];
