import { withNewcomers } from "../lib/newcomers";
import { join } from "../lib/path";
import { fieldsOf, spotAt } from "../lib/schema";
import { added, copied, nameOf, newId, removed, stepPath, stepsIn } from "../lib/structure";
import { type Tree, typed } from "../lib/tree";
import { schemaOnce } from "../panels/useSchema";
import { lastCopied, remember, wholeOf } from "../picture/copied";
import { chosenSteps, sectionOf } from "../picture/here";
import { asOurs, asText, CELLS, fromOurs, fromText, OURS, type Told, toldIn, without } from "../picture/pasted";
import { texts as said } from "../texts/canvas";
import { texts } from "../texts/commands";
import type { At, Command } from "./command";

/** How many texts are asked about at a time, so that a long list stays within the bounds of the server. */
const AT_ONCE = 50;

export const commands: readonly Command[] = [
  {
    id: "copy",
    needs: "view",
    group: "edit",
    label: texts.copy,
    explanation: texts.copyLong,
    keys: ["Mod+C"],
    region: "map",
    isNative: true,
    menus: ["step"],
    when: (at) => chosenSteps(at).length > 0,
    run: copy,
  },
  {
    id: "cut",
    group: "edit",
    label: texts.cut,
    keys: ["Mod+X"],
    region: "map",
    isNative: true,
    menus: ["step"],
    when: (at) => chosenSteps(at).length > 0,
    run: async (at) => {
      await copy(at);
      cut(at);
    },
  },
  {
    id: "paste",
    group: "edit",
    label: texts.paste,
    explanation: texts.pasteLong,
    keys: ["Mod+V"],
    region: "map",
    isNative: true,
    menus: ["step", "ground"],
    run: async (at) => paste(at, window.isSecureContext ? await navigator.clipboard.readText() : lastCopied()),
  },
];

/** The browser's own copying, cutting and pasting, while the keyboard is on a map. */
export function handleClipboard(event: ClipboardEvent, at: At): void {
  const data = event.clipboardData;
  if (data === null) return;
  if (event.type === "paste") {
    event.preventDefault();
    void paste(at, data.getData(OURS) || data.getData(CELLS) || data.getData("text/plain"));
    return;
  }
  const records = chosenRecords(at);
  if (records.size === 0) return;
  const [text, whole] = [asText(records), asOurs(records)];
  data.setData("text/plain", text);
  data.setData(OURS, whole);
  remember(text, whole);
  event.preventDefault();
  if (event.type === "cut") cut(at);
  else at.say(said.copied(records.size));
}

async function copy(at: At): Promise<void> {
  const records = chosenRecords(at);
  const text = asText(records);
  remember(text, asOurs(records));
  if (window.isSecureContext) await navigator.clipboard.writeText(text);
  at.say(said.copied(records.size));
}

function cut(at: At): void {
  at.room.edit(removed(at.document.values, chosenSteps(at).map(stepPath)), texts.cut);
  at.show({ selection: [] });
}

/** Put what text means behind the chosen steps, or at the end; one change, undone at once. */
async function paste(at: At, text: string): Promise<void> {
  const whole = fromOurs(wholeOf(text));
  if (whole !== null) {
    await put(
      at,
      copied(whole, [...whole.keys()], (name) => newId(name, "step")),
    );
    return;
  }
  const { steps, unused, takenFor } = fromText(text);
  if (steps.length === 0) {
    at.say(said.nothingToPaste);
    return;
  }
  const told = toldIn(steps);
  const { steps: good, left } = without(steps, await notUnderstood(at, told));
  await put(at, new Map(good.map((step) => [newId(typed(step.get("name")), "step"), step])));
  const odd = left.map(({ text: cell, field, step }) => said.cellIn(cell, said.columns[field] ?? field, step));
  const sentences = [
    ...(odd.length > 0 ? [said.leftUnknown(odd)] : []),
    ...(unused.length > 0 ? [said.columnsUnused(unused)] : []),
  ];
  if (sentences.length > 0) at.say(sentences.join(" "), "warning");
  if (takenFor.length > 1) at.say(said.takenFor(takenFor.map((field) => said.columns[field] ?? field)));
}

/** Which of the texts mean nothing where they stand. */
async function notUnderstood({ room }: At, told: readonly Told[]): Promise<Told[]> {
  const wrong: Told[] = [];
  for (let from = 0; from < told.length; from += AT_ONCE) {
    const some = told.slice(from, from + AT_ONCE);
    const answers = await Promise.all(
      some.map(({ field, text }) => room.read(join("current", "steps", "new", field), text)),
    );
    wrong.push(...some.filter((_, index) => (answers[index]?.error ?? "") !== ""));
  }
  return wrong;
}

async function put(at: At, records: ReadonlyMap<string, Tree>): Promise<void> {
  const section = sectionOf(at);
  const isNaming = [...records.values()].some((step) => step.has("roles"));
  const fields = isNaming ? fieldsOf(spotAt(await schemaOnce(), join(section, "steps", "new"))) : [];
  const { values } = at.room.getDocument();
  const beside = chosenSteps(at).at(-1)?.id ?? [...stepsIn(values, section).keys()].at(-1) ?? "";
  const changes = added(values, section, records, beside, "behind");
  const named = withNewcomers(changes, (name) => fields.find((field) => field.name === name), values);
  at.room.edit(named, texts.pasteSteps);
  at.show({ selection: [...records.keys()].map((id) => stepPath({ section, id })), typing: null });
}

function chosenRecords(at: At): Map<string, Tree> {
  const chosen = chosenSteps(at);
  const steps = stepsIn(at.document.values, chosen[0]?.section ?? "");
  return new Map(
    chosen.map(({ id }): [string, Tree] => [
      id,
      new Map([["name", nameOf(steps.get(id), id)], ...(steps.get(id) ?? [])]),
    ]),
  );
}
