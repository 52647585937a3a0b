import { texts } from "../texts/commands";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "shortcuts",
    group: "help",
    label: texts.shortcuts,
    keys: ["?"],
    run: ({ show }) => show({ dialog: "shortcuts" }),
  },
  {
    id: "glossary",
    group: "help",
    label: texts.glossary,
    keys: ["F1"],
    isForTyping: true,
    run: ({ show }) => show({ dialog: "glossary" }),
  },
];
