import { texts } from "../texts/commands";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "history",
    group: "versions",
    label: texts.history,
    keys: ["Mod+Shift+H"],
    isOn: ({ screen }) => screen.hasHistory,
    run: ({ screen, show }) => show({ hasHistory: !screen.hasHistory, comments: null }),
  },
];
