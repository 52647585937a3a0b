import { holderOf } from "../lib/path";
import { begin } from "../picture/beginning";
import { fieldsAt, zoneOf } from "../picture/boards";
import { chosenRecord, here } from "../picture/here";
import { texts } from "../texts/commands";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "add-another",
    group: "map",
    label: texts.addAnother,
    explanation: texts.addAnotherLong,
    keys: ["Tab", "N"],
    region: "map",
    menus: ["value"],
    when: (at) => chosenRecord(at) !== null,
    run: (at) => {
      const beside = chosenRecord(at);
      const place = here(at);
      if (beside === null || place === null) return undefined;
      const zone = zoneOf(place.picture, beside);
      const fields = zone === null ? new Map() : fieldsAt(zone, null);
      return begin(at, holderOf(beside), { fields, beside });
    },
  },
];
