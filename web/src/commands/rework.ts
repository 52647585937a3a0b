import { stepPath } from "../lib/structure";
import { chosenSteps } from "../picture/here";
import { texts } from "../texts/commands";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "send-back",
    group: "map",
    label: texts.sendBack,
    explanation: texts.sendBackLong,
    keys: ["R"],
    region: "map",
    menus: ["step"],
    when: (at) => chosenSteps(at).length === 1,
    run: (at) => {
      const [step] = chosenSteps(at);
      if (step !== undefined) at.show({ sending: stepPath(step) });
    },
  },
];
