/** Walking over a picture with the arrow keys, and finding the parts that paths lead to. */

import type { PartOf } from "../generated/protocol";
import { isInside, join } from "../lib/path";
import { stepOf, stepPath, stepsIn } from "../lib/structure";
import type { Tree } from "../lib/tree";
import type { Picture } from "../room/document";
import { boundsOf, middleOf, type Rect } from "./geometry";
import { isStep } from "./here";

export type Direction = "left" | "right" | "up" | "down" | "first" | "last";

/**
 * What stands for a part where it is chosen: its path; its own id for a proposal, or for one of several invitations to
 * the same records.
 */
export function keyOf(part: PartOf): string {
  const isFurther = part.role === "invitation" && part.path !== "" && part.id !== `invitation/${part.path}`;
  return isProposal(part) || isFurther ? part.id : part.path;
}

/** Whether it proposes a change, taken already or not: then it is no value that could be typed. */
export function isProposal(part: PartOf): boolean {
  return part.changes.length > 0 || part.role === "taken";
}

/** The part that stands for a path: what invites to begin it, the one with its id, else the first that is about it. */
export function partAt(picture: Picture, path: string): PartOf | null {
  const own = picture.parts.get(`invitation/${path}`) ?? picture.parts.get(path);
  if (own !== undefined) return own;
  for (const id of picture.order) {
    const part = picture.parts.get(id);
    if (part !== undefined && keyOf(part) === path) return part;
  }
  return null;
}

/** The part for a path, or for what holds it: a role's name has none, the step that it is typed for does. */
export function nearestPart(picture: Picture, path: string): PartOf | null {
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
    const part = partAt(picture, path.slice(0, end));
    if (part !== null) return part;
  }
  return null;
}

/** The paths that can be selected, each once, in the order of the picture. */
export function selectable(picture: Picture): string[] {
  const keys = picture.order.map((id) => {
    const part = picture.parts.get(id);
    return part === undefined ? "" : keyOf(part);
  });
  return [...new Set(keys)].filter((key) => key !== "");
}

/** The ends, gaps and steps of a stream, as an item comes through them; as far as they are drawn. */
export function alongStream(picture: Picture, tree: Tree, section: string): string[] {
  const drawn = new Set(selectable(picture));
  const steps = [...stepsIn(tree, section).keys()].flatMap((id) => {
    const path = join(section, "steps", id);
    return [`${path}/wait_time`, path];
  });
  return [`${section}/trigger`, ...steps, `${section}/final_wait`, `${section}/customer`].filter((path) =>
    drawn.has(path),
  );
}

/** Where an arrow key leads to from a path, from nowhere to the first step; null where there is nothing further. */
export function walked(
  picture: Picture,
  tree: Tree,
  section: string,
  from: string | null,
  direction: Direction,
): string | null {
  const along = alongStream(picture, tree, section);
  const way = along.length > 0 ? along : selectable(picture);
  if (direction === "first") return way[0] ?? null;
  if (direction === "last") return way.at(-1) ?? null;
  if (from === null) return way.find(isStep) ?? way[0] ?? null;
  const step = stepOf(from);
  if (direction === "up" || direction === "down") {
    return (
      (step === null ? null : within(picture, stepPath(step), from, direction)) ?? beyond(picture, from, direction)
    );
  }
  const at = way.indexOf(from) >= 0 || step === null ? way.indexOf(from) : way.indexOf(stepPath(step));
  if (at < 0) return beyond(picture, from, direction);
  return way[at + (direction === "right" ? 1 : -1)] ?? null;
}

/** Everything that is drawn of a step, from top to bottom; the wait stands in the gap, beside them. */
function partsOfStep(picture: Picture, step: string): string[] {
  const parts = selectable(picture).filter((path) => isInside(path, step));
  const height = new Map(parts.map((path) => [path, middleOf(rectOf(picture, path)).y]));
  return parts.sort((one, other) => (height.get(one) ?? 0) - (height.get(other) ?? 0));
}

export function rectOf(picture: Picture, path: string): Rect {
  const part = partAt(picture, path);
  return part === null ? { x: 0, y: 0, width: 0, height: 0 } : boundsOf(part);
}

function within(picture: Picture, step: string, from: string, direction: "up" | "down"): string | null {
  const parts = partsOfStep(picture, step);
  return parts[parts.indexOf(from) + (direction === "down" ? 1 : -1)] ?? null;
}

/** The nearest part in a direction, what lies straight ahead before what lies aside. */
function beyond(picture: Picture, from: string, direction: Direction): string | null {
  const start = middleOf(rectOf(picture, from));
  const owner = stepOf(from);
  let best: { path: string; far: number } | null = null;
  for (const path of selectable(picture)) {
    if (path === from || (owner !== null && isInside(path, stepPath(owner)))) continue;
    const end = middleOf(rectOf(picture, path));
    const isLevel = direction === "left" || direction === "right";
    const sign = direction === "right" || direction === "down" ? 1 : -1;
    const ahead = sign * (isLevel ? end.x - start.x : end.y - start.y);
    const aside = isLevel ? end.y - start.y : end.x - start.x;
    const far = ahead + 2 * Math.abs(aside);
    if (ahead > 2 && (best === null || far < best.far)) best = { path, far };
  }
  return best?.path ?? null;
}
