import { texts } from "../texts/commands";
import type { At, Command } from "./command";

/** Edits are kept over a break of the connection; what to take back is known to the server alone. */
const isConnected = ({ room }: At): boolean => room.getLink() === "open";

export const commands: readonly Command[] = [
  {
    id: "undo",
    group: "edit",
    label: texts.undo,
    keys: ["Mod+Z"],
    when: (at) => at.document.canUndo && isConnected(at),
    run: ({ room }) => room.undo(),
  },
  {
    id: "redo",
    group: "edit",
    label: texts.redo,
    keys: ["Mod+Shift+Z", "Mod+Y"],
    when: (at) => at.document.canRedo && isConnected(at),
    run: ({ room }) => room.redo(),
  },
];
