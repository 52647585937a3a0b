/** Rectangles, and the outlines of shapes as SVG says them; the same as render/svg.py draws. */

import type { LineOf, MarkOf, PartOf } from "../generated/protocol";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

type Shape = PartOf["shapes"][number];
type Pair = readonly [number, number];

/** Length of an arrow's head. */
const HEAD = 7;
/** How far letters reach above and below the line they stand on, in sizes of the font. */
const ABOVE = 0.95;
const BELOW = 0.25;

export function boundsOf(part: PartOf): Rect {
  return union(part.shapes.map(boundsOfShape)) ?? { x: 0, y: 0, width: 0, height: 0 };
}

/** What a part is at its heart: its first box, else everything. */
export function coreOf(part: PartOf): Rect {
  const box = part.shapes.find((shape) => shape.shape === "box");
  return box === undefined ? boundsOf(part) : boundsOfShape(box);
}

/** The least rectangle around all of them; null around nothing. */
export function union(rects: readonly Rect[]): Rect | null {
  if (rects.length === 0) return null;
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  const right = Math.max(...rects.map((rect) => rect.x + rect.width));
  const bottom = Math.max(...rects.map((rect) => rect.y + rect.height));
  return { x, y, width: right - x, height: bottom - y };
}

export function grown(rect: Rect, by: number): Rect {
  return { x: rect.x - by, y: rect.y - by, width: rect.width + 2 * by, height: rect.height + 2 * by };
}

export function middleOf(rect: Rect): Point {
  return { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
}

/** The rectangle between two corners, whichever they are. */
export function between(one: Point, other: Point): Rect {
  return {
    x: Math.min(one.x, other.x),
    y: Math.min(one.y, other.y),
    width: Math.abs(one.x - other.x),
    height: Math.abs(one.y - other.y),
  };
}

/** How far a point is from a rectangle; 0 inside. */
export function distance(rect: Rect, point: Point): number {
  const x = Math.max(rect.x - point.x, 0, point.x - rect.x - rect.width);
  const y = Math.max(rect.y - point.y, 0, point.y - rect.y - rect.height);
  return Math.hypot(x, y);
}

/** The outline of a line, its corners rounded, and of its head; the line ends inside the head. */
export function linePath(line: LineOf): { readonly path: string; readonly head: string | null } {
  const points = pairs(line.points).filter(
    ([x, y], at, all) => at === 0 || x !== all[at - 1]?.[0] || y !== all[at - 1]?.[1],
  );
  const [before, tip] = points.slice(-2);
  if (!line.has_head || before === undefined || tip === undefined)
    return { path: rounded(points, line.radius), head: null };
  const length = Math.hypot(tip[0] - before[0], tip[1] - before[1]);
  const [dx, dy] = [((tip[0] - before[0]) / length) * HEAD, ((tip[1] - before[1]) / length) * HEAD];
  const [x, y] = [tip[0] - dx, tip[1] - dy];
  const head = `M${said(tip)}L${said([x - dy / 2, y + dx / 2])}L${said([x + dy / 2, y - dx / 2])}Z`;
  const shortened: Pair = [tip[0] - dx * 0.7, tip[1] - dy * 0.7];
  return { path: rounded([...points.slice(0, -1), shortened], line.radius), head };
}

export function markPath(mark: MarkOf): string {
  return `M${pairs(mark.points).map(said).join("L")}${mark.is_closed ? "Z" : ""}`;
}

function boundsOfShape(shape: Shape): Rect {
  switch (shape.shape) {
    case "box":
      return { x: shape.x, y: shape.y, width: shape.width, height: shape.height };
    case "dot":
      return {
        x: shape.x - shape.radius,
        y: shape.y - shape.radius,
        width: 2 * shape.radius,
        height: 2 * shape.radius,
      };
    case "text": {
      const left = shape.x - { start: 0, middle: 0.5, end: 1 }[shape.anchor] * shape.width;
      return { x: left, y: shape.y - ABOVE * shape.size, width: shape.width, height: (ABOVE + BELOW) * shape.size };
    }
    case "line":
    case "mark":
      return (
        union(pairs(shape.points).map(([x, y]) => ({ x, y, width: 0, height: 0 }))) ?? {
          x: 0,
          y: 0,
          width: 0,
          height: 0,
        }
      );
  }
}

/** The points of a shape; the types made from the protocol say less of them than it does. */
function pairs(points: readonly [unknown, unknown][]): Pair[] {
  return points.map(([x, y]) => [Number(x), Number(y)]);
}

function rounded(points: readonly Pair[], radius: number): string {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return "";
  let path = `M${said(first)}`;
  for (const [at, corner] of points.slice(0, -1).entries()) {
    const before = points[at - 1];
    const after = points[at + 1];
    if (before === undefined || after === undefined) continue;
    const reach = Math.min(radius, apart(before, corner) / 2, apart(corner, after) / 2);
    path += `L${said(towards(corner, before, reach))}Q${said(corner)} ${said(towards(corner, after, reach))}`;
  }
  return `${path}L${said(last)}`;
}

function apart(one: Pair, other: Pair): number {
  return Math.hypot(other[0] - one[0], other[1] - one[1]);
}

function towards(start: Pair, end: Pair, length: number): Pair {
  const whole = apart(start, end) || 1;
  return [start[0] + ((end[0] - start[0]) * length) / whole, start[1] + ((end[1] - start[1]) * length) / whole];
}

function said([x, y]: Pair): string {
  return `${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100}`;
}
