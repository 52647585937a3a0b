import { newId, stepOf, stepPath } from "../lib/structure";
import type { Tree } from "../lib/tree";
import { chosen } from "../picture/here";
import { texts } from "../texts/commands";
import type { At, Command } from "./command";

const NOTHING: Tree = new Map();

export const commands: readonly Command[] = [
  {
    id: "add-quick-fix",
    group: "map",
    label: texts.addQuickFix,
    keys: ["Q"],
    region: "map",
    menus: ["step", "value"],
    when: hasStep,
    run: (at) => remark(at, "quick_fixes", "fix"),
  },
  {
    id: "add-note",
    group: "map",
    label: texts.addNote,
    keys: ["M"],
    region: "map",
    menus: ["step", "value"],
    when: hasStep,
    run: (at) => remark(at, "notes", "note"),
  },
  {
    id: "add-question",
    group: "map",
    label: texts.addQuestion,
    keys: ["U"],
    region: "map",
    menus: ["step", "value"],
    when: (at) => chosen(at) !== null,
    run: (at) => {
      const about = chosen(at) ?? "";
      const path = `questions/${newId("", "question")}/text`;
      at.show({ typing: { path, text: "", draft: { kind: "remark", about, fields: new Map([["about", about]]) } } });
    },
  },
];

function hasStep(at: At): boolean {
  return stepOf(chosen(at) ?? "") !== null;
}

/** Type a remark that is kept in the chosen step. */
function remark(at: At, list: string, word: string): void {
  const about = chosen(at) ?? "";
  const step = stepOf(about);
  if (step === null) return;
  const path = `${stepPath(step)}/${list}/${newId("", word)}/text`;
  at.show({ typing: { path, text: "", draft: { kind: "remark", about, fields: NOTHING } } });
}
