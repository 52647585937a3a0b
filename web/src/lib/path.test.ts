/** Python's tests/model/test_changes_in_two_languages.py reads the same cases. */

import { describe, expect, it } from "vitest";
import cases from "../../../tests/shared/changes.json?raw";
import { applied, join, reordered, split, unflattened } from "./path";
import { fromJson, isTree, type Tree, toJson, type Value } from "./tree";

interface Case {
  name: string;
  before: [string, unknown][];
  changes: { path: string; value: unknown; is_nothing: boolean }[];
  after: [string, unknown][];
}

const CASES = JSON.parse(cases) as Case[];

describe("changes", () => {
  it.each(CASES)("$name", ({ before, changes, after }) => {
    const tree = unflattened(before.map(([path, value]): [string, Value] => [path, fromJson(value)]));

    const result = applied(
      tree,
      changes.map((one) => ({ path: one.path, value: fromJson(one.value), isNothing: one.is_nothing })),
    );

    expect(leaves(result)).toEqual(after);
  });

  it("leaves what no change concerns as it is", () => {
    const tree = unflattened([
      ["current/steps/a/name", "A"],
      ["outcome/target/text", "Fast"],
    ]);

    const result = applied(tree, [{ path: "current/steps/a/name", value: "B" }]);

    expect(result.get("outcome")).toBe(tree.get("outcome"));
  });
});

describe("paths", () => {
  it.each([["a/b"], ["~"], [""], ["behind"], ["plain"]])("lead through the key %j and back", (key) => {
    expect(split(join("current", "steps", key, "name"))).toEqual(["current", "steps", key, "name"]);
  });

  it("keep an overlay's own path in one piece", () => {
    expect(split("future/x/changes/steps/legal/wait_time")).toEqual([
      "future",
      "x",
      "changes",
      "steps/legal/wait_time",
    ]);
  });

  it("put a name in its place", () => {
    expect(reordered(["a", "b", "c"], "c", "a")).toEqual(["a", "c", "b"]);
  });
});

function leaves(tree: Tree, keys: readonly string[] = []): [string, unknown][] {
  return [...tree].flatMap(([key, value]): [string, unknown][] => {
    const inner = [...keys, key];
    const isOverlay = keys.at(-1) === "changes";
    return isTree(value) && value.size > 0 && !isOverlay ? leaves(value, inner) : [[join(...inner), toJson(value)]];
  });
}
