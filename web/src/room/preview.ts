/**
 * A preview: what an edit will show, known while it is still being typed or dragged. It is shown together with the edit, so that
 * nobody waits for an answer, and stays apart from what the server drew: differences apply to that alone.
 */

import type { ChangeOf, Edit, Figures, Preview } from "../generated/protocol";
import type { Picture } from "./document";

export interface Ahead {
  /** the state that the edit would be made in */
  readonly n: number;
  readonly changes: readonly ChangeOf[];
  /** the edit that it is shown for; '' while nobody has made it */
  readonly edit: string;
  /** what nothing of the server has taken the place of yet */
  readonly figures: Figures | null;
  readonly pictures: ReadonlyMap<string, Picture>;
}

/** What is on the screen, and what the server drew of it. */
export interface Sight {
  readonly figures: Figures | null;
  readonly pictures: ReadonlyMap<string, Picture>;
  readonly figured: Figures | null;
  readonly drawn: ReadonlyMap<string, Picture>;
  readonly ahead: Ahead | null;
}

export const NOTHING_SEEN: Sight = {
  figures: null,
  pictures: new Map(),
  figured: null,
  drawn: new Map(),
  ahead: null,
};

/** What is on the screen, by what is known. */
export function seen({ figured, drawn, ahead }: Pick<Sight, "figured" | "drawn" | "ahead">): Sight {
  if (ahead === null || ahead.edit === "") return { figures: figured, pictures: drawn, figured, drawn, ahead };
  const pictures = new Map([...drawn, ...ahead.pictures]);
  return { figures: ahead.figures ?? figured, pictures, figured, drawn, ahead };
}

/** A preview with its pictures; null where one of them is missing. */
export function foreseen(preview: Preview, pictures: readonly (Picture | null)[]): Ahead | null {
  const { n, changes, figures } = preview;
  const whole = pictures.flatMap((picture) => picture ?? []);
  if (whole.length < pictures.length) return null;
  return { n, changes, edit: "", figures, pictures: new Map(whole.map((picture) => [picture.view, picture])) };
}

/** The preview once an edit is made: shown where that is the very one, else gone unless it is shown already. */
export function confirmed(ahead: Ahead | null, edit: Edit, isFirst: boolean): Ahead | null {
  if (ahead === null || ahead.edit !== "") return ahead;
  return isFirst && isAlike(ahead.changes, edit.changes) ? { ...ahead, edit: edit.id } : null;
}

/** What is known once the server has told figures: what was previewed makes way, and stays the same where it was right. */
export function withFigures({ drawn, ahead }: Sight, told: Figures): Sight {
  if (ahead === null || ahead.edit === "") return seen({ figured: told, drawn, ahead: null });
  if (told.n <= ahead.n) return seen({ figured: told, drawn, ahead });
  const figured = isAlike(ahead.figures, told) ? ahead.figures : told;
  return seen({ figured, drawn, ahead: unlessEmpty({ ...ahead, figures: null }) });
}

/** The same for a picture. */
export function withPicture({ figured, drawn, ahead }: Sight, told: Picture): Sight {
  const { view } = told;
  const previewed = ahead?.pictures.get(view);
  const draw = (picture: Picture): ReadonlyMap<string, Picture> => new Map(drawn).set(view, picture);
  if (ahead === null || previewed === undefined) return seen({ figured, drawn: draw(told), ahead });
  if (ahead.edit === "") return seen({ figured, drawn: draw(told), ahead: null });
  if (told.n <= ahead.n) return seen({ figured, drawn: draw(told), ahead });
  const pictures = new Map(ahead.pictures);
  pictures.delete(view);
  return seen({ figured, drawn: draw(taken(previewed, told)), ahead: unlessEmpty({ ...ahead, pictures }) });
}

function unlessEmpty(ahead: Ahead): Ahead | null {
  return ahead.figures === null && ahead.pictures.size === 0 ? null : ahead;
}

/** A picture made of the very parts that are shown already wherever it is alike, so that nothing is drawn twice. */
function taken(shown: Picture, picture: Picture): Picture {
  const parts = new Map(picture.parts);
  let isSame = true;
  for (const [id, part] of parts) {
    const was = shown.parts.get(id);
    if (was === part) continue;
    if (was !== undefined && isAlike(was, part)) parts.set(id, was);
    else isSame = false;
  }
  const { parts: _one, ...before } = shown;
  const { parts: _other, ...now } = picture;
  return isSame && isAlike(before, now) ? shown : { ...picture, parts };
}

function isAlike(one: object | null, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
