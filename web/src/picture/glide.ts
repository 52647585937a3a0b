/** Shapes glide to their new place, new ones come up, gone ones fade; nothing of it where less motion is wanted. */

import type { PartOf } from "../generated/protocol";
import type { Picture } from "../room/document";
import type { Point } from "./geometry";

const MILLISECONDS = 180;
const EASING = "cubic-bezier(0.2, 0, 0, 1)";
/** Above so many nothing glides: it could not be followed, and would not be smooth. */
const MOST_MOVED = 400;
/** Nor in a picture of more parts than this: each frame paints all of it. */
const MOST_PARTS = 800;

type Groups = ReadonlyMap<string, SVGGElement>;

export interface Moves {
  /** how far each part has come, by id */
  readonly moved: ReadonlyMap<string, Point>;
  readonly fresh: readonly string[];
  readonly gone: readonly string[];
}

/** What differs between two pictures of one view in where it stands. */
export function movesBetween(before: Picture, now: Picture): Moves {
  const moved = new Map<string, Point>();
  const fresh: string[] = [];
  for (const [id, part] of now.parts) {
    const was = before.parts.get(id);
    if (was === part) continue;
    if (was === undefined) fresh.push(id);
    else {
      const [start, end] = [originOf(was), originOf(part)];
      const by = { x: start.x - end.x, y: start.y - end.y };
      if (Math.abs(by.x) > 0.5 || Math.abs(by.y) > 0.5) moved.set(id, by);
    }
  }
  return { moved, fresh, gone: [...before.parts.keys()].filter((id) => !now.parts.has(id)) };
}

/** The groups of a picture's parts, by id. */
export function groupsIn(svg: SVGSVGElement): Map<string, SVGGElement> {
  const found = new Map<string, SVGGElement>();
  for (const element of svg.children) {
    const id = element instanceof SVGGElement ? element.dataset["part"] : undefined;
    if (id !== undefined && element instanceof SVGGElement) found.set(id, element);
  }
  return found;
}

/** Let the groups of a picture come from where they stood before. */
export function glide(svg: SVGSVGElement, moves: Moves, before: Groups, now: Groups): void {
  const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (isStill || now.size > MOST_PARTS) return;
  if (moves.moved.size + moves.fresh.length + moves.gone.length > MOST_MOVED) return;
  const timing = { duration: MILLISECONDS, easing: EASING };
  for (const [id, by] of moves.moved) {
    // Its own property, as what a part has come by stands in its transform.
    now.get(id)?.animate([{ translate: `${by.x}px ${by.y}px` }, { translate: "none" }], timing);
  }
  for (const id of moves.fresh) now.get(id)?.animate([{ opacity: 0 }, { opacity: 1 }], timing);
  for (const id of moves.gone) leave(svg, before.get(id), timing);
}

/** Let the whole picture come from where it stood on the screen. */
export function glideWorld(world: HTMLElement, from: string): void {
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  world.animate([{ transform: from }, { transform: world.style.transform }], {
    duration: MILLISECONDS,
    easing: EASING,
  });
}

function leave(svg: SVGSVGElement, group: SVGGElement | undefined, timing: KeyframeAnimationOptions): void {
  if (group === undefined) return;
  const copy = group.cloneNode(true);
  if (!(copy instanceof SVGGElement)) return;
  delete copy.dataset["part"];
  copy.style.pointerEvents = "none";
  svg.append(copy);
  copy.animate([{ opacity: 1 }, { opacity: 0 }], timing).finished.then(
    () => copy.remove(),
    () => copy.remove(),
  );
}

function originOf(part: PartOf): Point {
  const shape = part.shapes[0];
  if (shape === undefined) return { x: 0, y: 0 };
  if (shape.shape === "line" || shape.shape === "mark") {
    const [x, y] = shape.points[0] ?? [0, 0];
    return { x: Number(x), y: Number(y) };
  }
  return { x: shape.x, y: shape.y };
}
