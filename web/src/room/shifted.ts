/** Parts that only moved: they keep what was painted of them, so that a long map is not painted anew behind a new step. */

import type { PartOf } from "../generated/protocol";

type Shape = PartOf["shapes"][number];

/** A part where it is; `from` is the part that was painted, and how far it has come since. */
export interface PartAt extends PartOf {
  readonly from?: { readonly part: PartOf; readonly x: number; readonly y: number };
}

/** The part further to the right and down. */
export function shifted(part: PartAt, x: number, y: number): PartAt {
  const { part: painted, x: right, y: down } = part.from ?? { part, x: 0, y: 0 };
  const shapes = part.shapes.map((shape) => shiftedShape(shape, x, y));
  return { ...part, shapes, from: { part: painted, x: right + x, y: down + y } };
}

/** Whether two parts are painted alike in one place. */
export function isSamePart(one: PartAt, other: PartAt): boolean {
  const [from, to] = [one.from, other.from];
  if (from !== undefined && to !== undefined && from.part === to.part) return from.x === to.x && from.y === to.y;
  return from === undefined && to === undefined && JSON.stringify(one) === JSON.stringify(other);
}

function shiftedShape(shape: Shape, x: number, y: number): Shape {
  return shape.shape === "line" || shape.shape === "mark"
    ? { ...shape, points: shape.points.map(([left, top]) => [Number(left) + x, Number(top) + y]) }
    : { ...shape, x: shape.x + x, y: shape.y + y };
}
