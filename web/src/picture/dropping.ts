/** What letting go means: where a dragged step would stand, and what a line drawn from a step would make. */

import { everythingBefore, predecessors, type Side, stepOf, stepPath, stepsIn } from "../lib/structure";
import type { Tree } from "../lib/tree";
import type { Picture } from "../room/document";
import { boundsOf, coreOf, distance, grown, middleOf, type Point, type Rect } from "./geometry";

/** How far below its box a step takes another one beside it, into a branch of its own. */
const BELOW = 90;
const NEAR = 220;
/** Further than this from every step nothing is made. */
const FAR = 320;
/** So far above and below its box is still level with a step. */
const LEVEL = 70;
const MARK = 4;

export interface Drop {
  readonly beside: string;
  readonly side: Side;
  /** where to show it */
  readonly mark: Rect;
}

export type Joined =
  | { readonly kind: "rework"; readonly to: string; readonly mark: Rect }
  | { readonly kind: "parallel"; readonly mark: Rect }
  | { readonly kind: "not-earlier" };

interface Drawn {
  readonly id: string;
  readonly box: Rect;
}

/** The boxes of a stream's steps, in the order of the stream; only where all of them are drawn. */
export function stepBoxes(picture: Picture, tree: Tree, section: string): Drawn[] {
  const steps = [...stepsIn(tree, section).keys()];
  const found = steps.flatMap((id): Drawn[] => {
    const part = picture.parts.get(stepPath({ section, id }));
    return part === undefined ? [] : [{ id, box: coreOf(part) }];
  });
  return found.length === steps.length ? found : [];
}

/** Where steps that are dragged to a point would come to stand; null where that is nowhere. */
export function dropAt(boxes: readonly Drawn[], dragged: readonly string[], at: Point): Drop | null {
  const others = boxes.filter(({ id }) => !dragged.includes(id));
  const nearest = others
    .map((drawn) => ({ ...drawn, far: distance(drawn.box, at) }))
    .reduce<(Drawn & { far: number }) | null>((best, one) => (best === null || one.far < best.far ? one : best), null);
  if (nearest === null || nearest.far > NEAR) return null;
  const { id, box } = nearest;
  if (isUpright(boxes)) return besideRow(id, box, at);
  const below = at.y - box.y - box.height;
  if (below > 12 && below < BELOW && at.x > box.x && at.x < box.x + box.width) {
    return {
      beside: id,
      side: "parallel",
      mark: { x: box.x, y: box.y + box.height + 16, width: box.width, height: MARK },
    };
  }
  const isBefore = at.x < middleOf(box).x;
  const x = isBefore ? box.x - 20 : box.x + box.width + 16;
  return {
    beside: id,
    side: isBefore ? "before" : "behind",
    mark: { x, y: box.y - 8, width: MARK, height: box.height + 16 },
  };
}

/** The step that one made at a point of the ground stands beside; null where no step is near. */
export function besideOf(boxes: readonly Drawn[], at: Point): { readonly id: string; readonly side: Side } | null {
  const near = boxes
    .map((drawn) => ({ ...drawn, far: distance(drawn.box, at) }))
    .filter(({ far }) => far < FAR)
    .sort((one, other) => one.far - other.far);
  const isPast = ({ box }: Drawn): boolean =>
    isUpright(boxes) ? box.y + box.height <= at.y : box.x + box.width <= at.x;
  const isLevel = ({ box }: Drawn): boolean =>
    isUpright(boxes) || (at.y > box.y - LEVEL && at.y < box.y + box.height + LEVEL);
  const left = near.find((drawn) => isPast(drawn) && isLevel(drawn));
  if (left !== undefined) return { id: left.id, side: "behind" };
  const [nearest] = near;
  return nearest === undefined ? null : { id: nearest.id, side: isPast(nearest) ? "behind" : "before" };
}

/** What a line from a step to a point would make: rework to an earlier step, or a new branch on the ground. */
export function joinedAt(picture: Picture, tree: Tree, from: string, at: Point): Joined | null {
  const step = stepOf(from);
  if (step === null) return null;
  const boxes = stepBoxes(picture, tree, step.section);
  const target = boxes.find(({ box }) => distance(box, at) < 10);
  const own = boxes.find(({ id }) => id === step.id);
  if (target === undefined) {
    if (own === undefined || isUpright(boxes) || distance(own.box, at) < 24) return null;
    const { x, y, width, height } = own.box;
    return { kind: "parallel", mark: { x, y: y + height + 20, width, height } };
  }
  const earlier = everythingBefore(predecessors(stepsIn(tree, step.section)), step.id);
  if (target.id !== step.id && !earlier.has(target.id)) return { kind: "not-earlier" };
  return { kind: "rework", to: target.id, mark: grown(target.box, 5) };
}

/** The paths of what lies in a rectangle. */
export function pathsIn(picture: Picture, rect: Rect): string[] {
  const found = picture.order.flatMap((id): string[] => {
    const part = picture.parts.get(id);
    if (part === undefined || part.path === "" || part.id !== part.path) return [];
    const { x, y } = middleOf(boundsOf(part));
    return x > rect.x && x < rect.x + rect.width && y > rect.y && y < rect.y + rect.height ? [part.path] : [];
  });
  const steps = found.filter(
    (path) => stepOf(path) !== null && stepPath(stepOf(path) ?? { section: "", id: "" }) === path,
  );
  return steps.length > 0 ? steps : found;
}

/** Whether the steps stand one below the other, as on the ladder. */
function isUpright(boxes: readonly Drawn[]): boolean {
  const [first, second] = boxes;
  if (first === undefined || second === undefined) return false;
  return Math.abs(second.box.y - first.box.y) > Math.abs(second.box.x - first.box.x);
}

function besideRow(id: string, box: Rect, at: Point): Drop {
  const isBefore = at.y < middleOf(box).y;
  const y = isBefore ? box.y - 8 : box.y + box.height + 6;
  return {
    beside: id,
    side: isBefore ? "before" : "behind",
    mark: { x: box.x - 8, y, width: Math.max(box.width, 120), height: MARK },
  };
}
