import { here } from "../picture/here";
import { texts } from "../texts/commands";
import type { Command } from "./command";

/** 0 and 1 show the map at full size and whole. */
const DIGITS = ["2", "3", "4", "5", "6", "7", "8", "9"];

export const commands: readonly Command[] = [
  {
    // Whoever types a time while nothing is chosen believes that something is.
    id: "digits",
    group: "edit",
    label: texts.digits,
    keys: DIGITS,
    region: "map",
    isHidden: true,
    when: (at) => at.screen.selection.length === 0 && here(at) !== null,
    run: ({ say }) => say(texts.selectFirst),
  },
];
