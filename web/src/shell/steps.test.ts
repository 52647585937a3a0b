import { expect, test } from "vitest";
import { fromJson, isTree, type Tree } from "../lib/tree";
import { otherPlaces, steps } from "./steps";

function tree(json: object): Tree {
  const value = fromJson(json);
  return isTree(value) ? value : new Map();
}

test("steps are told in their order, one without a name by its number", () => {
  const values = tree({ current: { steps: { build: { name: "Build it" }, test: {} } } });
  const view = { name: "practice", title: "", explanation: "", section: "current", kind: "map" as const };

  expect(steps(values, [view, { ...view, name: "simple" }])).toEqual([
    { path: "current/steps/build", name: "Build it", number: 1 },
    { path: "current/steps/test", name: "Step 2", number: 2 },
  ]);
});

test("what has a name is found besides the steps", () => {
  const values = tree({
    title: "Orders",
    current: { title: "Orders", steps: { build: { name: "Build it", quick_fixes: { ask: { text: "Ask first" } } } } },
  });
  const view = { name: "practice", title: "", explanation: "", section: "current", kind: "map" as const };

  expect(otherPlaces(values, [view], null)).toEqual([
    { path: "current/steps/build/quick_fixes/ask", name: "Ask first" },
  ]);
});
