/** A new record: where a picture invites to it, or beside another one, its words are typed. */

import type { JsonSchema } from "../api";
import type { At } from "../commands/command";
import type { PartOf } from "../generated/protocol";
import { BEHIND, join, lastKey, split } from "../lib/path";
import { fieldsOf, spotAt } from "../lib/schema";
import { newId } from "../lib/structure";
import type { Tree } from "../lib/tree";
import { schemaOnce } from "../panels/useSchema";
import type { Picture } from "../room/document";
import type { Draft, Typing } from "../studio/screen";
import { texts } from "../texts/panels";
import { fieldsOfPlace } from "./boards";
import { FIRST } from "./fields";
import { boundsOf, middleOf, type Point } from "./geometry";
import { keyOf, partAt } from "./walk";

/** The invitation to records that is chosen by a key; null where there is none. */
export function invitationAt(picture: Picture, key: string): PartOf | null {
  const part = partAt(picture, key);
  return part !== null && part.role === "invitation" && part.path !== "" ? part : null;
}

/** What a new record has from the start where it is invited to: what the place says that the invitation stands in. */
export function invitedTo(picture: Picture, invitation: PartOf): Place {
  const box = boundsOf(invitation);
  const fields = fieldsOfPlace(picture, invitation.path, middleOf(box));
  return keyOf(invitation) === invitation.path ? { fields } : { fields, at: { x: box.x, y: box.y } };
}

/** Where a new record is to stand, what one is called, and the words that it begins with; '' for none. */
function firstOf(schema: JsonSchema, path: string): { path: string; title: string; field: string } {
  const spot = spotAt(schema, join(...split(path), "any"));
  const fields = fieldsOf(spot);
  const named = FIRST.find((name) => fields.some((field) => field.name === name));
  return {
    path: join(...split(path), newId(spot.title, "new")),
    title: spot.title,
    field: named ?? fields.find((field) => field.kind === "text" && field.refersTo === "")?.name ?? "",
  };
}

interface Place {
  /** what it has from the start, such as the column that it stands in */
  readonly fields?: Tree;
  /** where its words are typed, in the picture */
  readonly at?: Point;
  /** the one beside which it stands */
  readonly beside?: string;
}

/** Type the words of a new record; one without words is made as it is. */
export async function begin(
  { room, show }: Pick<At, "room" | "show">,
  about: string,
  place: Place = {},
): Promise<void> {
  const first = firstOf(await schemaOnce(), about);
  const fields = new Map(place.fields);
  if (place.beside !== undefined) fields.set(BEHIND, join(lastKey(place.beside)));
  if (first.field === "") {
    room.edit([{ path: first.path, value: fields }], texts.add(first.title));
    show({ selection: [first.path] });
    return;
  }
  const draft: Draft = {
    kind: "remark",
    about: place.beside ?? about,
    fields,
    isOneOfMany: true,
    ...(place.at === undefined ? {} : { at: place.at }),
  };
  show({ selection: [draft.about], typing: { path: `${first.path}/${first.field}`, text: "", draft } });
}

/** The next one of several, typed behind the one that was just made. */
export function following({ path, draft }: Typing, made: string): Typing | null {
  if (draft?.kind !== "remark" || draft.isOneOfMany !== true) return null;
  const keys = split(path);
  const next = join(
    ...keys.slice(0, -2),
    newId(keys.at(-2)?.replace(/-[a-z0-9]{4}$/, "") ?? "", "new"),
    ...keys.slice(-1),
  );
  const fields = new Map(draft.fields).set(BEHIND, join(lastKey(made)));
  const { at: _, ...rest } = draft;
  return { path: next, text: "", draft: { ...rest, about: made, fields } };
}
