import { texts } from "../texts/people";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "share",
    group: "share",
    label: texts.commandShare,
    run: ({ show }) => show({ dialog: "share" }),
  },
];
