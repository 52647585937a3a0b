/** What is done to rows of the table. */

import { join, split } from "../lib/path";
import { added, moved, newId, removed, stepOf, stepsIn } from "../lib/structure";
import type { Tree } from "../lib/tree";
import { TABLE } from "../studio/screen";
import { filledDown } from "../table/edits";
import { NAME, SECTION } from "../table/sheet";
import { widen } from "../table/widths";
import { texts } from "../texts/table";
import type { At, Command } from "./command";

const STEP = 24;

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

/** The column that has the keyboard, made wider or narrower. */
function resize({ screen }: At, by: number): void {
  const name = split(screen.selection.at(-1) ?? "")[3] ?? NAME;
  const width = document.querySelector<HTMLElement>(`[role=grid] td[data-column="${CSS.escape(name)}"]`)?.offsetWidth;
  if (width !== undefined) widen(name, width + by);
}

const isShown = ({ screen }: At): boolean => screen.views.includes(TABLE);
const hasSteps = (place: At): boolean => isShown(place) && chosen(place).length > 0;

export const commands: readonly Command[] = [
  {
    id: "table-fill-down",
    group: "edit",
    label: texts.fillDown,
    explanation: texts.fillDownExplained,
    keys: ["Mod+D"],
    region: "table",
    menus: ["cell"],
    when: (place) => isShown(place) && filledDown(place.document.values, place.screen.selection).length > 0,
    run: ({ room, document, screen }) => room.edit(filledDown(document.values, screen.selection), texts.fillDown),
  },
  {
    id: "table-insert-above",
    group: "edit",
    label: texts.insertAbove,
    keys: ["Mod+Shift+=", "Mod++"],
    region: "table",
    menus: ["cell"],
    when: isShown,
    run: (place) => insert(place, "before"),
  },
  {
    id: "table-insert-below",
    group: "edit",
    label: texts.insertBelow,
    keys: ["Mod+Enter"],
    region: "table",
    menus: ["cell"],
    when: isShown,
    run: (place) => insert(place, "behind"),
  },
  {
    id: "table-remove-rows",
    group: "edit",
    label: texts.removeRows,
    keys: ["Mod+-"],
    isOnce: true,
    region: "table",
    menus: ["cell"],
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
    menus: ["cell"],
    when: hasSteps,
    run: (place) => move(place, -1),
  },
  {
    id: "table-move-down",
    group: "edit",
    label: texts.moveDown,
    keys: ["Alt+ArrowDown"],
    region: "table",
    menus: ["cell"],
    when: hasSteps,
    run: (place) => move(place, 1),
  },
  {
    id: "table-wider",
    needs: "view",
    group: "edit",
    label: texts.wider,
    keys: ["Alt+Shift+ArrowRight"],
    region: "table",
    when: isShown,
    run: (place) => resize(place, STEP),
  },
  {
    id: "table-narrower",
    needs: "view",
    group: "edit",
    label: texts.narrower,
    keys: ["Alt+Shift+ArrowLeft"],
    region: "table",
    when: isShown,
    run: (place) => resize(place, -STEP),
  },
];
