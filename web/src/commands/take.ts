import { here } from "../picture/here";
import { chosenOffer, takeOffer } from "../picture/offers";
import { texts } from "../texts/commands";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "take",
    group: "edit",
    label: texts.take,
    explanation: texts.takeLong,
    keys: ["Enter"],
    region: "map",
    menus: ["step", "value"],
    when: (at) => here(at)?.view.kind === "map" && chosenOffer(at) !== null,
    run: (at) => {
      const offer = chosenOffer(at);
      if (offer !== null) takeOffer(at, offer);
    },
  },
];
