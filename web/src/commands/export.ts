import { texts } from "../texts/commands";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "export",
    group: "share",
    label: texts.exportAtlas,
    explanation: texts.exportLong,
    keys: ["Mod+Shift+E"],
    run: ({ show }) => show({ dialog: "export" }),
  },
];
