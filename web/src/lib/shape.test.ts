import { describe, expect, it } from "vitest";
import cases from "../../../tests/maps/ways_back.json";
import { backFrom } from "./shape";
import { stepsIn } from "./structure";
import { fromJson, isTree, type Tree } from "./tree";

function stream(steps: object): ReadonlyMap<string, Tree> {
  const tree = fromJson({ current: { steps } });
  return isTree(tree) ? stepsIn(tree, "current") : new Map();
}

describe("the steps that rework can go back to", () => {
  it("are those before, the nearest first, and the step itself", () => {
    expect(backFrom(stream({ a: {}, b: {}, c: {} }), "b")).toEqual(["b", "a"]);
  });

  it("lie in the same parallel branch, or outside all of them", () => {
    const steps = stream({ a: {}, b: {}, b2: {}, c: { after: ["a"] }, d: { after: ["b2", "c"] } });

    expect(backFrom(steps, "b2")).toEqual(["b2", "b"]);
    expect(backFrom(steps, "c")).toEqual(["c"]);
    expect(backFrom(steps, "d")).toEqual(["d", "a"]);
  });

  it("lie on any of the ways that only some of the items take", () => {
    const steps = stream({
      a: {},
      b: { share: "20%" },
      c: { after: ["a"], share: "80%" },
      d: { after: ["b", "c"] },
    });

    expect(backFrom(steps, "c")).toEqual(["c", "a"]);
    expect(backFrom(steps, "d")).toEqual(["d", "c", "b", "a"]);
  });

  it("lie on a single stretch where parallel branches cross", () => {
    const steps = stream({
      a: {},
      b: { after: ["a"] },
      c: { after: ["a"] },
      d: { after: ["b"] },
      e: { after: ["b", "c"] },
      f: { after: ["e"] },
      g: { after: ["d", "f"] },
    });

    expect(backFrom(steps, "f")).toEqual(["f", "e"]);
    expect(backFrom(steps, "g")).toEqual(["g", "a"]);
  });

  it.each(cases)("are those of the maps in Python: %#", ({ steps, back }) => {
    const found = Object.keys(steps).map((id) => [id, backFrom(stream(steps), id)]);

    expect(Object.fromEntries(found)).toEqual(back);
  });

  it("are none where steps go in a circle or are not there", () => {
    expect(backFrom(stream({ a: {}, b: { after: ["c"] }, c: { after: ["b"] } }), "b")).not.toContain("a");
    expect(backFrom(stream({ a: {} }), "x")).toEqual([]);
  });
});
