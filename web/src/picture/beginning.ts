/** The first record of a map that has none yet: where its picture invites to it, its words are typed. */

import type { JsonSchema } from "../api";
import type { At } from "../commands/command";
import { join, split } from "../lib/path";
import { fieldsOf, spotAt } from "../lib/schema";
import { newId } from "../lib/structure";
import { schemaOnce } from "../panels/useSchema";
import type { Picture } from "../room/document";
import { texts } from "../texts/panels";
import { FIRST } from "./fields";

/** Whether a picture invites to the first of the records that would stand at a path. */
export function invites(picture: Picture, path: string): boolean {
  return picture.parts.has(`invitation/${path}`);
}

/** Where the first record is to stand, what one is called, and the words that it begins with; '' for none. */
export function firstOf(schema: JsonSchema, path: string): { path: string; title: string; field: string } {
  const spot = spotAt(schema, join(...split(path), "any"));
  const names = new Set(fieldsOf(spot).map((field) => field.name));
  return {
    path: join(...split(path), newId(spot.title, "new")),
    title: spot.title,
    field: FIRST.find((name) => names.has(name)) ?? "",
  };
}

/** Type the words of the first record; one without words is made as it is. */
export async function begin({ room, show }: Pick<At, "room" | "show">, about: string): Promise<void> {
  const first = firstOf(await schemaOnce(), about);
  if (first.field === "") {
    room.edit([{ path: first.path, value: new Map() }], texts.add(first.title));
    show({ selection: [first.path] });
    return;
  }
  const draft = { kind: "remark", about, fields: new Map() } as const;
  show({ selection: [about], typing: { path: `${first.path}/${first.field}`, text: "", draft } });
}
