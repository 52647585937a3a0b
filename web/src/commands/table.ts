/** What is done to rows of the table. */

import { join } from "../lib/path";
import { added, moved, newId, removed, stepOf, stepsIn } from "../lib/structure";
import type { Tree } from "../lib/tree";
import { filledDown } from "../table/edits";
import { SECTION } from "../table/sheet";
import { texts } from "../texts/table";
import type { At, Command } from "./command";

/** The steps in which something is selected, in their order. */
function chosen({ document, screen }: At): string[] {
  const ids = new Set(
    screen.selection.map((path) => stepOf(path)).map((step) => (step?.section === SECTION ? step.id : "")),
  );
  return [...stepsIn(document.values, SECTION).keys()].filter((id) => ids.has(id));
}

function insert(place: At, side: "before" | "behind"): void {
  const ids = chosen(place);
  const beside = side === "before" ? ids[0] : ids.at(-1);
  const id = newId("", "step");
  const records = new Map<string, Tree>([[id, new Map()]]);
  // Where no step is selected, the row comes last.
  const changes = added(place.document.values, SECTION, records, beside ?? "", beside === undefined ? "before" : side);
  place.room.edit(changes, side === "before" ? texts.insertAbove : texts.insertBelow);
  place.show({ selection: [join(SECTION, "steps", id)] });
}

function move(place: At, step: 1 | -1): void {
  const ids = chosen(place);
  const order = [...stepsIn(place.document.values, SECTION).keys()];
  const end = step < 0 ? ids[0] : ids.at(-1);
  const beside = end === undefined ? undefined : order[order.indexOf(end) + step];
  if (beside === undefined) return;
  const changes = moved(place.document.values, SECTION, ids, beside, step < 0 ? "before" : "behind");
  place.room.edit(changes, step < 0 ? texts.moveUp : texts.moveDown);
}

const hasSteps = (place: At): boolean => chosen(place).length > 0;

export const commands: readonly Command[] = [
  {
    id: "table-insert-above",
    group: "edit",
    label: texts.insertAbove,
    keys: ["Mod+Shift+=", "Mod++"],
    region: "table",
    run: (place) => insert(place, "before"),
  },
  {
    id: "table-insert-below",
    group: "edit",
    label: texts.insertBelow,
    keys: ["Mod+Enter"],
    region: "table",
    run: (place) => insert(place, "behind"),
  },
  {
    id: "table-remove-rows",
    group: "edit",
    label: texts.removeRows,
    keys: ["Mod+-"],
    region: "table",
    when: hasSteps,
    run: (place) => {
      const paths = chosen(place).map((id) => join(SECTION, "steps", id));
      place.room.edit(removed(place.document.values, paths), texts.removeRows);
    },
  },
  {
    id: "table-move-up",
    group: "edit",
    label: texts.moveUp,
    keys: ["Alt+ArrowUp"],
    region: "table",
    when: hasSteps,
    run: (place) => move(place, -1),
  },
  {
    id: "table-move-down",
    group: "edit",
    label: texts.moveDown,
    keys: ["Alt+ArrowDown"],
    region: "table",
    when: hasSteps,
    run: (place) => move(place, 1),
  },
  {
    id: "table-fill-down",
    group: "edit",
    label: texts.fillDown,
    explanation: texts.fillDownExplained,
    keys: ["Mod+D"],
    region: "table",
    when: ({ document, screen }) => filledDown(document.values, screen.selection).length > 0,
    run: ({ room, document, screen }) => room.edit(filledDown(document.values, screen.selection), texts.fillDown),
  },
];
