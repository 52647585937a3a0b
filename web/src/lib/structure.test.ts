import { describe, expect, it } from "vitest";
import { applied, type Change } from "./path";
import { added, copied, moved, newId, predecessors, removed, stepOf, stepsIn } from "./structure";
import { fromJson, isTree, type Tree } from "./tree";

function stream(steps: object): Tree {
  const tree = fromJson({ current: { steps } });
  if (!isTree(tree)) throw new Error("no mapping");
  return tree;
}

/** What comes after what once the changes are made. */
function following(tree: Tree, changes: Change[]): Record<string, string[]> {
  return Object.fromEntries(predecessors(stepsIn(applied(tree, changes), "current")));
}

const record = (...ids: string[]): Map<string, Tree> => new Map(ids.map((id) => [id, new Map([["name", id]])]));

const PLAIN = stream({ a: {}, b: {}, c: {} });
const FORK = stream({ a: {}, b: {}, c: { after: ["a"] }, d: { after: ["b", "c"] } });

describe("adding a step", () => {
  it("puts it between two neighbours by one change", () => {
    const changes = added(PLAIN, "current", record("n"), "a", "behind");

    expect(changes).toHaveLength(1);
    expect(following(PLAIN, changes)).toEqual({ a: [], n: ["a"], b: ["n"], c: ["b"] });
  });

  it("behind a step where ways part, puts it before all of them", () => {
    expect(following(FORK, added(FORK, "current", record("n"), "a", "behind"))).toEqual({
      a: [],
      n: ["a"],
      b: ["n"],
      c: ["n"],
      d: ["b", "c"],
    });
  });

  it("at the end of a branch, keeps the join", () => {
    expect(following(FORK, added(FORK, "current", record("n"), "b", "behind"))["d"]).toEqual(["n", "c"]);
  });

  it("before a step of a branch, keeps the other branch as it is", () => {
    const result = following(FORK, added(FORK, "current", record("n"), "c", "before"));

    expect(result).toMatchObject({ n: ["a"], c: ["n"], b: ["a"], d: ["b", "c"] });
  });

  it("puts several in a row, at the start and at the end", () => {
    expect(following(PLAIN, added(PLAIN, "current", record("m", "n"), "", "behind"))).toMatchObject({
      m: [],
      n: ["m"],
      a: ["n"],
    });
    expect(following(PLAIN, added(PLAIN, "current", record("m", "n"), "", "before"))).toMatchObject({
      m: ["c"],
      n: ["m"],
    });
  });

  it("beside a step, makes a branch that joins where that one does", () => {
    expect(following(PLAIN, added(PLAIN, "current", record("n"), "b", "parallel"))).toEqual({
      a: [],
      b: ["a"],
      n: ["a"],
      c: ["b", "n"],
    });
  });
});

describe("moving steps", () => {
  it("closes the gap that they leave", () => {
    expect(following(PLAIN, moved(PLAIN, "current", ["a"], "b", "behind"))).toEqual({ b: [], a: ["b"], c: ["a"] });
  });

  it("keeps several in their order", () => {
    expect(following(PLAIN, moved(PLAIN, "current", ["b", "a"], "c", "behind"))).toEqual({ c: [], a: ["c"], b: ["a"] });
  });

  it("takes a step out of its branch, which then has none", () => {
    const result = following(FORK, moved(FORK, "current", ["b"], "d", "behind"));

    expect(result).toMatchObject({ c: ["a"], d: ["c"], b: ["d"] });
  });

  it("does nothing beside itself", () => {
    expect(moved(PLAIN, "current", ["a"], "a", "behind")).toEqual([]);
  });

  it("makes a step parallel to the one before it", () => {
    expect(following(PLAIN, moved(PLAIN, "current", ["c"], "b", "parallel"))).toEqual({ a: [], b: ["a"], c: ["a"] });
  });
});

describe("removing", () => {
  it("lets the neighbours of a step follow each other", () => {
    expect(following(FORK, removed(FORK, ["current/steps/a"]))).toEqual({ b: [], c: [], d: ["b", "c"] });
  });

  it("leaves out what lies inside of what goes anyway", () => {
    const changes = removed(PLAIN, ["current/steps/b/wait_time", "current/steps/b"]);

    expect(changes).toEqual([{ path: "current/steps/b", value: null }]);
  });
});

describe("copying", () => {
  it("takes rework along only where it goes back inside the copy", () => {
    const tree = stream({
      a: { name: "A", rework: { x: { to: "z" } } },
      b: { name: "B", after: ["z"], rework: { x: { to: "a" }, y: { to: "z" } } },
      z: {},
    });

    const copies = copied(stepsIn(tree, "current"), ["a", "b"], (name) => `${name}2`);

    expect([...copies.keys()]).toEqual(["A2", "B2"]);
    expect(copies.get("A2")?.has("rework")).toBe(false);
    expect(copies.get("B2")).toEqual(fromJson({ name: "B", rework: { x: { to: "A2" } } }));
  });
});

describe("paths and ids", () => {
  it("finds the step that a value belongs to", () => {
    expect(stepOf("current/steps/a~1b/wait_time")).toEqual({ section: "current", id: "a/b" });
    expect(stepOf("current/trigger")).toBeNull();
  });

  it("makes readable ids of any name", () => {
    expect(newId("Prüfung & Freigabe!", "step", () => 0)).toBe("prufung-freigabe-0000");
    expect(newId("法務", "step", () => 0)).toBe("step-0000");
  });
});
