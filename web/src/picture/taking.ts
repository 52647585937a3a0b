/** Taking over what was typed: the edit that it makes, and what is typed next. */

import { holderOf, lastKey, valueAt } from "../lib/path";
import { fromJson, typed, type Value } from "../lib/tree";
import { say, type Typing } from "../studio/screen";
import type { Studio } from "../studio/studio";
import { texts } from "../texts/canvas";
import { texts as labels } from "../texts/commands";
import { following as another } from "./beginning";
import { confirmed, nextTyping } from "./fields";

/** Where typing goes on: nowhere, with the next value, with the one before; `away` is where the focus went already. */
export type Onward = "stay" | "next" | "back" | "away";

/** Make the edit of a typed value and go on; gives what is typed next. */
export function take(studio: Studio, typing: Typing, value: Value, onward: Onward): Typing | null {
  const made = confirmed(studio.room.getDocument().values, typing, value);
  studio.room.edit(made.changes, labelOf(typing));
  const from = typing.draft === undefined ? typing.path : value === null ? null : `${made.path}/name`;
  return goOn(studio, typing, from, made.path, onward);
}

/**
 * Go on at once, and make the edit as soon as the text is understood: nobody's next key waits for an answer. What cannot
 * be understood is brought back to its field, unless typing has gone on still further.
 */
export function takeUnread(studio: Studio, typing: Typing, text: string, onward: Onward): Typing | null {
  const { room, screen } = studio;
  const plain = text.trim() === "" ? null : text.trim();
  const path = confirmed(room.getDocument().values, typing, plain).path;
  const following = goOn(studio, typing, plain === null ? null : typing.path, path, onward);
  room.read(typing.path, text).then((told) => {
    if (told === null || told.id === "") {
      room.edit(confirmed(room.getDocument().values, typing, plain).changes, labelOf(typing));
    } else if (told.error === "") {
      const value = told.is_empty ? null : fromJson(told.value);
      room.edit(confirmed(room.getDocument().values, typing, value).changes, labelOf(typing));
    } else if (onward !== "away" && screen.get().typing === following) {
      screen.set({ typing: { ...typing, text } });
    } else {
      say(screen, `${told.error}. ${texts.notUnderstood}`, "warning");
    }
  });
  return following;
}

/** What stands where a value is typed; an unknown one is typed anew. */
export function standing(studio: Studio, typing: Typing): string {
  if (typing.draft !== undefined) return "";
  const stands = typed(valueAt(studio.room.getDocument().values, typing.path));
  return stands === "?" ? "" : stands;
}

function goOn(
  { room, screen }: Studio,
  typing: Typing,
  from: string | null,
  made: string,
  onward: Onward,
): Typing | null {
  if (onward === "away") {
    screen.set({ typing: null });
    return null;
  }
  const isDone = onward === "stay" || from === null;
  const next = onward === "next" && from !== null ? another(typing, made) : null;
  const following = isDone ? null : (next ?? nextTyping(room.getDocument().values, from, onward === "back"));
  const selected = following === null || following.draft !== undefined ? made : partOf(following.path);
  screen.set({ typing: following, ...(selected === "" ? {} : { selection: [selected] }) });
  return following;
}

function partOf(path: string): string {
  return lastKey(path) === "name" ? holderOf(path) : path;
}

function labelOf({ draft, path }: Typing): string {
  if (draft?.kind === "step") return labels.addStep;
  if (draft?.kind === "remark") {
    if (path.startsWith("questions/")) return labels.addQuestion;
    if (path.includes("/quick_fixes/")) return labels.addQuickFix;
    return path.includes("/notes/") ? labels.addNote : labels.addRecord;
  }
  return lastKey(path) === "name" || lastKey(path) === "title" ? labels.rename : labels.changeValue;
}
