import { expect, test } from "vitest";
import { fromJson, isTree, type Tree } from "../lib/tree";
import { steps } from "./steps";

function tree(json: object): Tree {
  const value = fromJson(json);
  return isTree(value) ? value : new Map();
}

test("steps are told in their order, one without a name by its id", () => {
  const values = tree({ current: { steps: { build: { name: "Build it" }, test: {} } } });
  const view = { name: "practice", title: "", explanation: "", section: "current", kind: "map" as const };

  expect(steps(values, [view, { ...view, name: "simple" }])).toEqual([
    { path: "current/steps/build", name: "Build it", number: 1 },
    { path: "current/steps/test", name: "test", number: 2 },
  ]);
});
