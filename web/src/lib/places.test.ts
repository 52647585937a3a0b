import { describe, expect, it } from "vitest";
import { placeMeant, placeName } from "./places";
import { fromJson, isTree, type Tree } from "./tree";

const VALUES = tree({
  current: {
    title: "Onboarding",
    steps: {
      legal: { name: "Legal review", wait_time: "3d", rework: { "again-7nrk": { to: "ask" } } },
      ask: { name: "Ask", quick_fixes: { form: { text: "One form" } } },
      twin: { name: "Ask" },
    },
  },
});

describe("a place", () => {
  it("is told by the innermost name, and what of it", () => {
    expect(placeName(VALUES, "current/steps/legal")).toBe("Legal review");
    expect(placeName(VALUES, "current/steps/legal/wait_time")).toBe("Legal review: wait time");
    expect(placeName(VALUES, "current/steps/ask/quick_fixes/form")).toBe("One form");
  });

  it("that nobody gave a name is told without its id", () => {
    expect(placeName(VALUES, "current/steps/legal/rework/again-7nrk")).toBe("Legal review: rework");
  });

  it("is its path where nothing has a name", () => {
    expect(placeName(VALUES, "elsewhere/x")).toBe("elsewhere/x");
  });

  it("is found by its name in whatever case", () => {
    expect(placeMeant(VALUES, "legal REVIEW")).toBe("current/steps/legal");
    expect(placeMeant(VALUES, "Legal review: wait time")).toBe("current/steps/legal/wait_time");
    expect(placeMeant(VALUES, "current/steps/ask")).toBe("current/steps/ask");
  });

  it("that several could be stays as it was typed", () => {
    expect(placeMeant(VALUES, "Ask")).toBe("Ask");
  });
});

function tree(json: unknown): Tree {
  const value = fromJson(json);
  if (!isTree(value)) throw new Error("a mapping is wanted");
  return value;
}
