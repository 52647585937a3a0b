import type { Change } from "../lib/path";
import { moved, predecessors, type StepAt, stepsIn } from "../lib/structure";
import { chosenSteps } from "../picture/here";
import { texts } from "../texts/commands";
import type { At, Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "move-on",
    group: "map",
    label: texts.moveOn,
    keys: ["Alt+ArrowRight"],
    region: "map",
    when: (at) => neighbour(at, 1) !== null,
    changes: (at) => movedBy(at, 1),
    run: (at) => at.room.edit(movedBy(at, 1), texts.moveOn),
  },
  {
    id: "move-back",
    group: "map",
    label: texts.moveBack,
    keys: ["Alt+ArrowLeft"],
    region: "map",
    when: (at) => neighbour(at, -1) !== null,
    changes: (at) => movedBy(at, -1),
    run: (at) => at.room.edit(movedBy(at, -1), texts.moveBack),
  },
  {
    id: "make-parallel",
    group: "map",
    label: texts.makeParallel,
    keys: ["Shift+P"],
    region: "map",
    menus: ["step"],
    when: (at) => chosenSteps(at).length === 1 && neighbour(at, -1) !== null && !isParallel(at),
    run: (at) => beside(at, "parallel", texts.makeParallel),
  },
  {
    id: "make-serial",
    group: "map",
    label: texts.makeSerial,
    keys: ["Shift+P"],
    region: "map",
    menus: ["step"],
    when: (at) => chosenSteps(at).length === 1 && isParallel(at),
    run: (at) => beside(at, "behind", texts.makeSerial),
  },
];

/** The step before the first chosen one, or behind the last, in the order of the map. */
function neighbour(at: At, by: 1 | -1): string | null {
  const steps = chosenSteps(at);
  const end: StepAt | undefined = by === 1 ? steps.at(-1) : steps[0];
  if (end === undefined) return null;
  const ids = [...stepsIn(at.document.values, end.section).keys()];
  return ids[ids.indexOf(end.id) + by] ?? null;
}

function movedBy(at: At, by: 1 | -1): readonly Change[] {
  const steps = chosenSteps(at);
  const other = neighbour(at, by);
  const section = steps[0]?.section;
  if (other === null || section === undefined) return [];
  const ids = steps.map((step) => step.id);
  return moved(at.document.values, section, ids, other, by === 1 ? "behind" : "before");
}

function beside(at: At, side: "parallel" | "behind", label: string): void {
  const [step] = chosenSteps(at);
  const other = neighbour(at, -1);
  if (step !== undefined && other !== null)
    at.room.edit(moved(at.document.values, step.section, [step.id], other, side), label);
}

/** Whether the chosen step starts after the same steps as the one above it. */
function isParallel(at: At): boolean {
  const [step] = chosenSteps(at);
  const other = neighbour(at, -1);
  if (step === undefined || other === null) return false;
  const after = predecessors(stepsIn(at.document.values, step.section));
  return (after.get(step.id) ?? []).join("\n") === (after.get(other) ?? []).join("\n");
}
