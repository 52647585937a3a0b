import { describe, expect, it } from "vitest";
import type { PartOf } from "../generated/protocol";
import { fromJson, isTree, type Tree } from "../lib/tree";
import type { Picture } from "../room/document";
import { besideOf, dropAt, joinedAt, pathsIn, stepBoxes } from "./dropping";
import { alongStream, nearestPart, walked } from "./walk";

function box(path: string, x: number, y: number, width = 100, height = 80): PartOf {
  return {
    id: path,
    path,
    role: "",
    name: path,
    tip: "",
    shapes: [{ shape: "box", role: "", x, y, width, height, radius: 0 }],
    changes: [],
  };
}

function picture(parts: PartOf[]): Picture {
  const order = parts.map((part) => part.id);
  return {
    n: 1,
    view: "practice",
    width: 1000,
    height: 500,
    title: "",
    description: "",
    isSettled: true,
    zones: [],
    order,
    parts: new Map(parts.map((part) => [part.id, part])),
  };
}

function stream(steps: object): Tree {
  const tree = fromJson({ current: { steps } });
  if (!isTree(tree)) throw new Error("no mapping");
  return tree;
}

const TREE = stream({ a: {}, b: {}, c: {} });
const PICTURE = picture([
  box("current/steps/a", 0, 100),
  box("current/steps/a/process_time", 30, 70, 40, 20),
  box("current/steps/b", 200, 100),
  box("current/steps/b/wait_time", 120, 160, 60, 20),
  box("current/steps/c", 400, 100),
]);
const BOXES = stepBoxes(PICTURE, TREE, "current");

describe("dropping a step", () => {
  it("puts it beside the nearest step, on the side that the pointer is on", () => {
    expect(dropAt(BOXES, ["a"], { x: 390, y: 140 })).toMatchObject({ beside: "c", side: "before" });
    expect(dropAt(BOXES, ["a"], { x: 510, y: 140 })).toMatchObject({ beside: "c", side: "behind" });
  });

  it("below a step means beside it, in a branch of its own", () => {
    expect(dropAt(BOXES, ["c"], { x: 250, y: 230 })).toMatchObject({ beside: "b", side: "parallel" });
  });

  it("far from everything means nothing", () => {
    expect(dropAt(BOXES, ["a"], { x: 900, y: 900 })).toBeNull();
  });

  it("goes by height where steps stand below each other", () => {
    const upright = stepBoxes(
      picture([
        box("current/steps/a", 0, 0, 90, 20),
        box("current/steps/b", 0, 40, 90, 20),
        box("current/steps/c", 0, 80, 90, 20),
      ]),
      TREE,
      "current",
    );

    expect(dropAt(upright, ["a"], { x: 40, y: 98 })).toMatchObject({ beside: "c", side: "behind" });
  });

  it("knows no boxes where steps are folded into one", () => {
    expect(stepBoxes(picture([box("current/steps/a", 0, 0)]), TREE, "current")).toEqual([]);
  });
});

describe("a line drawn from a step", () => {
  it("is rework to an earlier step or to itself", () => {
    expect(joinedAt(PICTURE, TREE, "current/steps/c", { x: 50, y: 140 })).toMatchObject({ kind: "rework", to: "a" });
    expect(joinedAt(PICTURE, TREE, "current/steps/a", { x: 50, y: 140 })).toMatchObject({ kind: "rework", to: "a" });
  });

  it("does not go back to a later one", () => {
    expect(joinedAt(PICTURE, TREE, "current/steps/a", { x: 450, y: 140 })).toEqual({ kind: "not-earlier" });
  });

  it("on the ground is a new branch", () => {
    expect(joinedAt(PICTURE, TREE, "current/steps/b", { x: 250, y: 400 })).toMatchObject({ kind: "parallel" });
  });
});

describe("a box around parts", () => {
  it("takes steps where it holds any, else their values", () => {
    expect(pathsIn(PICTURE, { x: -10, y: 50, width: 330, height: 200 })).toEqual([
      "current/steps/a",
      "current/steps/b",
    ]);
    expect(pathsIn(PICTURE, { x: 110, y: 150, width: 80, height: 40 })).toEqual(["current/steps/b/wait_time"]);
  });
});

describe("walking", () => {
  const go = (from: string | null, direction: "left" | "right" | "up" | "down" | "first" | "last"): string | null =>
    walked(PICTURE, TREE, "current", from, direction);

  it("leads along the stream, gaps in between", () => {
    expect(alongStream(PICTURE, TREE, "current")).toEqual([
      "current/steps/a",
      "current/steps/b/wait_time",
      "current/steps/b",
      "current/steps/c",
    ]);
    expect(go("current/steps/a", "right")).toBe("current/steps/b/wait_time");
    expect(go("current/steps/c", "right")).toBeNull();
  });

  it("leads up and down through the values of a step, and on from a value as from its step", () => {
    expect(go("current/steps/a", "up")).toBe("current/steps/a/process_time");
    expect(go("current/steps/a/process_time", "down")).toBe("current/steps/a");
    expect(go("current/steps/a/process_time", "right")).toBe("current/steps/b/wait_time");
  });

  it("starts at the first, and knows both ends", () => {
    expect(go(null, "right")).toBe("current/steps/a");
    expect(go("current/steps/c", "first")).toBe("current/steps/a");
    expect(go("current/steps/a", "last")).toBe("current/steps/c");
  });

  it("finds the part that holds a value which is not drawn itself", () => {
    expect(nearestPart(PICTURE, "current/steps/a/name")?.id).toBe("current/steps/a");
    expect(nearestPart(PICTURE, "roadmap/items/x")).toBeNull();
  });
});

describe("a double click on the ground", () => {
  const boxes = stepBoxes(PICTURE, TREE, "current");

  it("adds a step behind the nearest one to the left", () => {
    expect(besideOf(boxes, { x: 320, y: 150 })).toEqual({ id: "b", side: "behind" });
    expect(besideOf(boxes, { x: 150, y: 200 })).toEqual({ id: "a", side: "behind" });
  });

  it("adds one before the first where nothing is to the left", () => {
    expect(besideOf(boxes, { x: -40, y: 140 })).toEqual({ id: "a", side: "before" });
  });

  it("adds nothing far from all steps", () => {
    expect(besideOf(boxes, { x: 100, y: 900 })).toBeNull();
  });
});
