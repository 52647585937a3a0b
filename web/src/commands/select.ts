import { stepOf, stepPath, stepsIn } from "../lib/structure";
import { chosen, here, sectionOf } from "../picture/here";
import { type Direction, selectable, walked } from "../picture/walk";
import { texts } from "../texts/commands";
import type { At, Command } from "./command";

function walk(direction: Direction, key: string, label: string): Command {
  return {
    id: `walk-${direction}`,
    group: "select",
    label,
    keys: [key],
    region: "map",
    isHidden: true,
    run: (at) => {
      const place = here(at);
      if (place === null) return;
      const next = walked(place.picture, at.document.values, place.section, chosen(at), direction);
      if (next !== null) at.show({ selection: [next] });
    },
  };
}

/** Take the next step along, or leave the last one out again. */
function extend(by: 1 | -1, key: string, label: string): Command {
  return {
    id: by === 1 ? "choose-behind" : "choose-before",
    group: "select",
    label,
    keys: [key],
    region: "map",
    isHidden: true,
    when: (at) => stepOf(chosen(at) ?? "") !== null,
    run: (at) => {
      const step = stepOf(chosen(at) ?? "");
      if (step === null) return;
      const ids = [...stepsIn(at.document.values, step.section).keys()];
      const id = ids[ids.indexOf(step.id) + by];
      if (id === undefined) return;
      const path = stepPath({ section: step.section, id });
      const { selection } = at.screen;
      const isBack = selection.at(-2) === path;
      at.show({ selection: isBack ? selection.slice(0, -1) : [...selection.filter((one) => one !== path), path] });
    },
  };
}

export const commands: readonly Command[] = [
  walk("left", "ArrowLeft", texts.walk.left),
  walk("right", "ArrowRight", texts.walk.right),
  walk("up", "ArrowUp", texts.walk.up),
  walk("down", "ArrowDown", texts.walk.down),
  walk("first", "Home", texts.first),
  walk("last", "End", texts.last),
  extend(-1, "Shift+ArrowLeft", texts.moreBefore),
  extend(1, "Shift+ArrowRight", texts.moreBehind),
  {
    id: "select-all",
    group: "select",
    label: texts.selectAll,
    keys: ["Mod+A"],
    region: "map",
    menus: ["ground"],
    run: (at) => at.show({ selection: everything(at) }),
  },
  {
    id: "select-none",
    group: "select",
    label: texts.selectNone,
    keys: ["Escape"],
    region: "map",
    when: (at) => at.screen.selection.length > 0 || at.screen.search !== null || at.screen.pointed.length > 0,
    run: (at) => at.show({ selection: [], typing: null, search: null, pointed: [] }),
  },
];

/** All steps; on a map without steps all that can be chosen. */
function everything(at: At): string[] {
  const section = sectionOf(at);
  const place = here(at);
  const steps = [...stepsIn(at.document.values, section).keys()].map((id) => stepPath({ section, id }));
  if (place === null) return steps;
  const drawn = selectable(place.picture);
  const found = steps.filter((path) => drawn.includes(path));
  return found.length > 0 ? found : drawn;
}
