import { texts } from "../texts/commands";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "present",
    group: "share",
    label: texts.present,
    explanation: texts.presentLong,
    keys: ["P", "Mod+Alt+Enter"],
    when: ({ document, screen }) => document.isLoaded && !screen.isPresenting,
    run: ({ show }) => show({ isPresenting: true }),
  },
];
