import { texts } from "../texts/commands";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "import-log",
    needs: "edit",
    group: "share",
    label: texts.importLog,
    explanation: texts.importLogLong,
    run: ({ show }) => show({ dialog: "log", log: null }),
  },
];
