import { texts } from "../texts/commands";
import type { At, Command } from "./command";

/** Edits are kept over a break of the connection; what to take back is known to the server alone. */
const isConnected = ({ room }: At): boolean => room.getLink() === "open";

// Messages keep their order: what went out a moment ago is done when the next one arrives, so that no key is lost.
export const commands: readonly Command[] = [
  {
    id: "undo",
    needs: "comment",
    group: "edit",
    label: texts.undo,
    keys: ["Mod+Z"],
    when: (at) => (at.document.canUndo || at.document.pending.length > 0 || at.room.isAsking()) && isConnected(at),
    run: ({ room }) => room.undo(),
  },
  {
    id: "redo",
    needs: "comment",
    group: "edit",
    label: texts.redo,
    keys: ["Mod+Shift+Z", "Mod+Y"],
    when: (at) => (at.document.canRedo || at.room.isAsking()) && isConnected(at),
    run: ({ room }) => room.redo(),
  },
];
