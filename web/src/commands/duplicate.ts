import { BEHIND, holderOf, join, lastKey, split, treeAt } from "../lib/path";
import { labelOf } from "../lib/places";
import { added, copied, newId, stepPath, stepsIn } from "../lib/structure";
import { chosenRecord, chosenSteps } from "../picture/here";
import { texts } from "../texts/commands";
import type { At, Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "duplicate",
    group: "edit",
    label: texts.duplicate,
    keys: ["Mod+D"],
    region: "map",
    menus: ["step"],
    when: (at) => chosenSteps(at).length > 0,
    run: (at) => {
      const steps = chosenSteps(at);
      const last = steps.at(-1);
      if (last === undefined) return;
      const { values } = at.document;
      const ids = steps.map((step) => step.id);
      const copies = copied(stepsIn(values, last.section), ids, (name) => newId(name, "step"));
      at.room.edit(added(values, last.section, copies, last.id, "behind"), texts.duplicate);
      at.show({ selection: [...copies.keys()].map((id) => stepPath({ section: last.section, id })) });
    },
  },
  {
    id: "duplicate-record",
    group: "edit",
    label: texts.duplicate,
    keys: ["Mod+D"],
    region: "map",
    menus: ["value"],
    when: (at) => chosenRecord(at) !== null,
    run: duplicateRecord,
  },
];

function duplicateRecord(at: At): void {
  const path = chosenRecord(at);
  if (path === null) return;
  const record = treeAt(at.document.values, path);
  const key = lastKey(path);
  const copy = join(...split(holderOf(path)), newId(labelOf(record, key), "copy"));
  at.room.edit([{ path: copy, value: new Map([...record, [BEHIND, join(key)]]) }], texts.duplicate);
  at.show({ selection: [copy] });
}
