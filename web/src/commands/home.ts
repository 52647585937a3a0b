import { texts } from "../texts/commands";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "home",
    group: "view",
    label: texts.home,
    keys: ["Mod+O"],
    run: () => window.location.assign("/"),
  },
];
