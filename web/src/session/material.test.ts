import { describe, expect, it } from "vitest";
import { fromJson, isTree, type Tree } from "../lib/tree";
import { choicesIn, choicesOf, isBlank, quickFixes, recordsAt } from "./material";

const read = (json: unknown): Tree => {
  const value = fromJson(json);
  return isTree(value) ? value : new Map();
};

const VALUES = read({
  current: {
    steps: { build: { name: "Build", quick_fixes: { fix: { text: "Ask earlier" } } }, ship: { name: "Ship" } },
  },
  outcome: {
    discovery: {
      one: { text: "Slow", column: "pains" },
      two: { text: "Faster", column: "goals" },
      three: { text: "Forms", column: "pains" },
    },
  },
});

describe("what a group votes on", () => {
  it("are the notes of a column, or quick fixes wherever they stand, by their words", () => {
    const pains = recordsAt(VALUES, { about: "outcome/discovery", fields: [["column", "pains"]] });

    expect(choicesOf(pains, VALUES).map(({ text, path }) => [text, path])).toEqual([
      ["Slow", "outcome/discovery/one"],
      ["Forms", "outcome/discovery/three"],
    ]);
    expect(quickFixes(VALUES)).toEqual(["current/steps/build/quick_fixes/fix"]);
  });

  it("are lines of words, each once, without the signs of a list", () => {
    expect(choicesIn("- One\n\n• Two\nOne\n").map(({ text }) => text)).toEqual(["One", "Two"]);
  });
});

describe("a map", () => {
  it("is blank while it holds no records", () => {
    expect(isBlank(VALUES, "current")).toBe(false);
    expect(isBlank(VALUES, "roadmap")).toBe(true);
    expect(isBlank(read({ current: { trigger: "Order", steps: {} } }), "current")).toBe(true);
  });
});
