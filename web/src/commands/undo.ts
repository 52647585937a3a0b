import { texts } from "../texts/commands";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "undo",
    group: "edit",
    label: texts.undo,
    keys: ["Mod+Z"],
    when: ({ document }) => document.canUndo,
    run: ({ room }) => room.undo(),
  },
  {
    id: "redo",
    group: "edit",
    label: texts.redo,
    keys: ["Mod+Shift+Z", "Mod+Y"],
    when: ({ document }) => document.canRedo,
    run: ({ room }) => room.redo(),
  },
];
