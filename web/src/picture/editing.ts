/** Where on a picture a value is typed. */

import { join, split } from "../lib/path";
import type { Picture } from "../room/document";
import type { Typing } from "../studio/screen";
import { boundsOf, coreOf, type Rect } from "./geometry";
import { nearestPart } from "./walk";

/** The room that a new step will take beside another one. */
const CARD = { width: 200, height: 44 };
const NEW = { width: 128, height: 84, gap: 96 };

/** The place of a value, of what holds it, or of what is being made beside something; null where none of it is drawn. */
export function placeOf(picture: Picture, typing: Typing): Rect | null {
  const { draft, path } = typing;
  if (draft?.kind === "remark") {
    if (draft.at !== undefined) return { x: draft.at.x, y: draft.at.y, ...CARD };
    const about = part(picture, draft.about);
    const isBelow = about !== null && draft.isOneOfMany === true && picture.parts.has(draft.about);
    return isBelow ? { ...about, y: about.y + about.height + 8, height: CARD.height } : about;
  }
  if (draft?.kind !== "step") return part(picture, path);
  const start = picture.parts.get("invitation/1");
  if (start !== undefined) return coreOf(start);
  const section = split(path)[0] ?? "";
  const found = picture.parts.get(join(section, "steps", draft.beside));
  const beside = found === undefined ? null : coreOf(found);
  if (beside === null) return null;
  if (draft.side === "parallel") return { ...beside, y: beside.y + beside.height + 20 };
  const x = draft.side === "before" ? beside.x - NEW.gap : beside.x + beside.width + NEW.gap - NEW.width / 2;
  return { x, y: beside.y, width: NEW.width, height: beside.height };
}

function part(picture: Picture, path: string): Rect | null {
  const found = nearestPart(picture, path);
  if (found === null) return null;
  return found.path.split("/").length === 3 ? coreOf(found) : boundsOf(found);
}
