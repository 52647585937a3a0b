import { type Side, stepsIn } from "../lib/structure";
import { stepTyping } from "../picture/fields";
import { chosenSteps, sectionOf } from "../picture/here";
import { texts } from "../texts/commands";
import type { At, Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "add-next",
    group: "map",
    label: texts.addNext,
    explanation: texts.addStepLong,
    keys: ["Tab"],
    region: "map",
    menus: ["step"],
    // Where nothing is chosen Tab leads out of the map, as everywhere.
    when: (at) => chosenSteps(at).length > 0 || isEmpty(at),
    run: (at) => add(at, "behind"),
  },
  {
    id: "add-step",
    group: "map",
    label: texts.addStep,
    keys: ["N"],
    region: "map",
    menus: ["ground"],
    run: (at) => add(at, "behind"),
  },
  {
    id: "add-step-before",
    group: "map",
    label: texts.addStepBefore,
    keys: ["Shift+Tab", "Shift+N"],
    region: "map",
    menus: ["step"],
    when: (at) => chosenSteps(at).length > 0,
    run: (at) => add(at, "before"),
  },
  {
    id: "add-parallel",
    group: "map",
    label: texts.addParallel,
    explanation: texts.addParallelLong,
    keys: ["B"],
    region: "map",
    menus: ["step"],
    when: (at) => chosenSteps(at).length === 1,
    run: (at) => add(at, "parallel"),
  },
];

function isEmpty(at: At): boolean {
  return stepsIn(at.document.values, sectionOf(at)).size === 0;
}

/** Type the name of a new step beside the chosen ones; at the end where none is chosen. */
function add(at: At, side: Side): void {
  const steps = chosenSteps(at);
  const beside = side === "before" ? steps[0] : steps.at(-1);
  const section = beside?.section ?? sectionOf(at);
  const last = [...stepsIn(at.document.values, section).keys()].at(-1) ?? "";
  at.show({ typing: stepTyping(section, beside?.id ?? last, side) });
}
