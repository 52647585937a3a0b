import { texts } from "../texts/commands";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "palette",
    group: "help",
    label: texts.palette,
    explanation: texts.paletteLong,
    keys: ["Mod+K"],
    isForTyping: true,
    isHidden: true,
    run: ({ show }) => show({ dialog: "palette" }),
  },
];
