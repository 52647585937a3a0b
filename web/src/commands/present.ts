import type { Message } from "../studio/screen";
import { texts } from "../texts/commands";
import type { Command } from "./command";

const isGrave = ({ severity }: Message): boolean => severity === "error";

export const commands: readonly Command[] = [
  {
    id: "present",
    group: "share",
    label: texts.present,
    explanation: texts.presentLong,
    keys: ["P", "Mod+Alt+Enter"],
    when: ({ document, screen }) => document.isLoaded && !screen.isPresenting,
    // What was told to whoever works is not for those who watch.
    run: ({ show }) => show((now) => ({ isPresenting: true, messages: now.messages.filter(isGrave) })),
  },
];
