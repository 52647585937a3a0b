import { join, split, valueAt } from "../lib/path";
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
      const about = subject(at) ?? "";
      const path = `questions/${newId("", "question")}/text`;
      at.show({ typing: { path, text: "", draft: { kind: "remark", about, fields: new Map([["about", about]]) } } });
    },
  },
];

/** What a remark is about: what was chosen last, and beside a question, as one that was just typed, what that is about. */
function subject(at: At): string | null {
  const path = chosen(at);
  const [list = "", id = ""] = split(path ?? "");
  const about = list === "questions" ? valueAt(at.document.values, join(list, id, "about")) : null;
  return typeof about === "string" && about !== "" ? about : path;
}

function hasStep(at: At): boolean {
  return stepOf(subject(at) ?? "") !== null;
}

/** Type a remark that is kept in the chosen step. */
function remark(at: At, list: string, word: string): void {
  const about = subject(at) ?? "";
  const step = stepOf(about);
  if (step === null) return;
  const path = `${stepPath(step)}/${list}/${newId("", word)}/text`;
  at.show({ typing: { path, text: "", draft: { kind: "remark", about, fields: NOTHING } } });
}
