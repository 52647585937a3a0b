/**
 * Previews: what may be done next will show, known while it is still being typed or dragged, or before its key is pressed. One is
 * shown together with what it is of, so that nobody waits for an answer, and stays apart from what the server drew: differences
 * apply to that alone.
 */

import type { ChangeOf, Edit, Figures, Preview } from "../generated/protocol";
import type { Picture } from "./document";
import { isSamePart } from "./shifted";

/** So many more than the server is asked for at once. */
const MOST_POSSIBLE = 16;

export type Verb = Preview["verb"];

/** A preview that nothing of the server has taken the place of yet. */
export interface Ahead {
  readonly verb: Verb;
  /** the state that it would be made in */
  readonly n: number;
  readonly changes: readonly ChangeOf[];
  readonly figures: Figures | null;
  readonly pictures: ReadonlyMap<string, Picture>;
}

/** What is on the screen, and what the server drew of it. */
export interface Sight {
  readonly figures: Figures | null;
  readonly pictures: ReadonlyMap<string, Picture>;
  readonly figured: Figures | null;
  readonly drawn: ReadonlyMap<string, Picture>;
  /** what may be done next */
  readonly possible: readonly Ahead[];
  /** what was done, by its id, and is shown as it was foreseen */
  readonly ahead: (Ahead & { readonly id: string }) | null;
}

export const NOTHING_SEEN: Sight = {
  figures: null,
  pictures: new Map(),
  figured: null,
  drawn: new Map(),
  possible: [],
  ahead: null,
};

/** What is on the screen, by what is known. */
export function seen({ figured, drawn, possible, ahead }: Omit<Sight, "figures" | "pictures">): Sight {
  if (ahead === null) return { figures: figured, pictures: drawn, figured, drawn, possible, ahead };
  const pictures = new Map([...drawn, ...ahead.pictures]);
  return { figures: ahead.figures ?? figured, pictures, figured, drawn, possible, ahead };
}

/** With what one more preview says, in place of what was foreseen of the same. */
export function withPreview(sight: Sight, preview: Preview, pictures: readonly (Picture | null)[]): Sight {
  const { verb, n, changes, figures } = preview;
  const whole = pictures.flatMap((picture) => picture ?? []);
  if (whole.length < pictures.length) return sight;
  const others = sight.possible.filter((one) => one.verb !== verb || !isAlike(one.changes, changes));
  const ahead: Ahead = {
    verb,
    n,
    changes,
    figures,
    pictures: new Map(whole.map((picture) => [picture.view, picture])),
  };
  return { ...sight, possible: [...others.slice(-MOST_POSSIBLE), ahead] };
}

/** What was foreseen of an edit, or of undo or redo; null where nothing was. */
export function foreseen(possible: readonly Ahead[], verb: Verb, edit: Pick<Edit, "changes"> | null): Ahead | null {
  return possible.find((one) => one.verb === verb && (edit === null || isAlike(one.changes, edit.changes))) ?? null;
}

/** What is known once the server has told figures: what was previewed makes way, and stays the same where it was right. */
export function withFigures({ drawn, ahead }: Sight, told: Figures): Sight {
  if (ahead === null || told.n <= ahead.n) return seen({ figured: told, drawn, possible: [], ahead });
  const figured = isAlike(ahead.figures, told) ? ahead.figures : told;
  return seen({ figured, drawn, possible: [], ahead: unlessEmpty({ ...ahead, figures: null }) });
}

/** The same for a picture. */
export function withPicture({ figured, drawn, possible, ahead }: Sight, told: Picture): Sight {
  const { view } = told;
  const previewed = ahead?.pictures.get(view);
  const draw = (picture: Picture): ReadonlyMap<string, Picture> => new Map(drawn).set(view, picture);
  const left = possible.filter(({ pictures }) => !pictures.has(view));
  if (ahead === null || previewed === undefined || told.n <= ahead.n)
    return seen({ figured, drawn: draw(told), possible: left, ahead });
  const pictures = new Map(ahead.pictures);
  pictures.delete(view);
  const rest = unlessEmpty({ ...ahead, pictures });
  return seen({ figured, drawn: draw(taken(previewed, told)), possible: left, ahead: rest });
}

function unlessEmpty(ahead: NonNullable<Sight["ahead"]>): Sight["ahead"] {
  return ahead.figures === null && ahead.pictures.size === 0 ? null : ahead;
}

/** A picture made of the very parts that are shown already wherever it is alike, so that nothing is drawn twice. */
function taken(shown: Picture, picture: Picture): Picture {
  const parts = new Map(picture.parts);
  let isSame = true;
  for (const [id, part] of parts) {
    const was = shown.parts.get(id);
    if (was === part) continue;
    if (was !== undefined && isSamePart(was, part)) parts.set(id, was);
    else isSame = false;
  }
  const { parts: _one, ...before } = shown;
  const { parts: _other, ...now } = picture;
  return isSame && isAlike(before, now) ? shown : { ...picture, parts };
}

function isAlike(one: object | null, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
