import { added, copied, nameOf, newId, removed, stepPath, stepsIn } from "../lib/structure";
import type { Tree } from "../lib/tree";
import { typed } from "../lib/tree";
import { chosenSteps, sectionOf } from "../picture/here";
import { asOurs, asText, fromOurs, fromText, OURS } from "../picture/pasted";
import { texts as said } from "../texts/canvas";
import { texts } from "../texts/commands";
import type { At, Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "copy",
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
    run: async (at) => paste(at, await navigator.clipboard.readText()),
  },
];

/** The browser's own copying, cutting and pasting, while the keyboard is on a map. */
export function handleClipboard(event: ClipboardEvent, at: At): void {
  const data = event.clipboardData;
  if (data === null) return;
  if (event.type === "paste") {
    paste(at, data.getData(OURS) || data.getData("text/plain"));
    event.preventDefault();
    return;
  }
  const records = chosenRecords(at);
  if (records.size === 0) return;
  data.setData("text/plain", asText(records));
  data.setData(OURS, asOurs(records));
  event.preventDefault();
  if (event.type === "cut") cut(at);
  else at.say(said.copied(records.size));
}

async function copy(at: At): Promise<void> {
  const records = chosenRecords(at);
  const ours = `web ${OURS}`;
  const kinds = { "text/plain": new Blob([asText(records)], { type: "text/plain" }) };
  const isOurs = ClipboardItem.supports?.(ours) === true;
  const more = isOurs ? { [ours]: new Blob([asOurs(records)], { type: OURS }) } : {};
  await navigator.clipboard.write([new ClipboardItem({ ...kinds, ...more })]);
  at.say(said.copied(records.size));
}

function cut(at: At): void {
  at.room.edit(removed(at.document.values, chosenSteps(at).map(stepPath)), texts.cut);
  at.show({ selection: [] });
}

/** Put what text means behind the chosen steps, or at the end; one change, undone at once. */
function paste(at: At, text: string): void {
  const section = sectionOf(at);
  const steps = stepsIn(at.document.values, section);
  const whole = fromOurs(text);
  const records =
    whole === null
      ? new Map(fromText(text).map((step) => [newId(typed(step.get("name")), "step"), step]))
      : copied(whole, [...whole.keys()], (name) => newId(name, "step"));
  if (records.size === 0) {
    at.say(said.nothingToPaste);
    return;
  }
  const beside = chosenSteps(at).at(-1)?.id ?? [...steps.keys()].at(-1) ?? "";
  at.room.edit(added(at.document.values, section, records, beside, "behind"), texts.pasteSteps);
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
