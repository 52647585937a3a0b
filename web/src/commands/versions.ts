import { texts } from "../texts/commands";
import { texts as shell } from "../texts/shell";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "name-version",
    needs: "edit",
    group: "versions",
    label: texts.nameVersion,
    explanation: texts.nameVersionLong,
    keys: ["Mod+Shift+S"],
    run: ({ show }) => show({ dialog: "versions" }),
  },
  {
    // Hands press it out of habit; the browser would offer to save the page.
    id: "saved",
    group: "versions",
    label: texts.saved,
    explanation: texts.savedLong,
    keys: ["Mod+S"],
    isForTyping: true,
    run: ({ document, say }) => say(shell.everythingSaved(document.file)),
  },
];
