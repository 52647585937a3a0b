import { describe, expect, it } from "vitest";
import { fromJson, isTree, type Tree } from "../lib/tree";
import { confirmed, fieldAt, nextTyping, stepTyping, valuesOf } from "./fields";

function atlas(value: object): Tree {
  const tree = fromJson(value);
  if (!isTree(tree)) throw new Error("no mapping");
  return tree;
}

const TREE = atlas({
  current: {
    trigger: "Order",
    steps: {
      a: { name: "Ask", process_time: "2h" },
      b: { rework: { x: { to: "a" } }, quick_fixes: { f: { text: "Script it" } }, share: "20%" },
    },
  },
  questions: { q: { text: "Who?" } },
});

describe("what is typed at a part", () => {
  it.each([
    ["current/steps/a", "current/steps/a/name"],
    ["current/steps/a/wait_time", "current/steps/a/wait_time"],
    ["current/trigger", "current/trigger"],
    ["current/steps/b/rework/x", "current/steps/b/rework/x/share"],
    ["current/steps/b/quick_fixes", "current/steps/b/quick_fixes/f/text"],
    ["questions/q", "questions/q/text"],
    ["outcome/target", "outcome/target/text"],
  ])("%s", (path, field) => {
    expect(fieldAt(TREE, path)).toBe(field);
  });
});

describe("the next value", () => {
  it("leaves out the gap before the first step", () => {
    expect(valuesOf(TREE, "current", "a")).toEqual(["current/steps/a/name", "current/steps/a/process_time"]);
  });

  it("goes from the last of a step to the gap of the next, and back", () => {
    expect(nextTyping(TREE, "current/steps/a/process_time", false)?.path).toBe("current/steps/b/wait_time");
    expect(nextTyping(TREE, "current/steps/b/name", true)?.path).toBe("current/steps/a/process_time");
  });

  it("is the name of a step that only holds a place", () => {
    const blank = atlas({
      current: {
        steps: { "first-step": { name: "First step" }, "second-step": { name: "Second step", wait_time: "?" } },
      },
    });

    expect(nextTyping(blank, "current/steps/first-step/process_time", false)?.path).toBe(
      "current/steps/second-step/name",
    );
  });

  it("is a new step behind the last one", () => {
    expect(nextTyping(TREE, "current/steps/b/share", false)?.draft).toEqual({
      kind: "step",
      beside: "b",
      side: "behind",
    });
  });
});

describe("a confirmed value", () => {
  it("changes nothing where it is what stood there", () => {
    expect(confirmed(TREE, { path: "current/steps/a/name", text: null }, "Ask").changes).toEqual([]);
  });

  it("makes a step with an id from its name, and selects it", () => {
    const { changes, path } = confirmed(TREE, stepTyping("current", "b", "behind"), "Sign");

    expect(path).toMatch(/^current\/steps\/sign-[a-z0-9]{4}$/);
    expect(changes).toEqual([
      {
        path,
        value: new Map([
          ["name", "Sign"],
          ["behind", "b"],
        ]),
      },
    ]);
  });

  it("makes nothing of a step without a name", () => {
    expect(confirmed(TREE, stepTyping("current", "b", "behind"), null).changes).toEqual([]);
  });

  it("leaves chosen what it stands for: a step for its name, the title of the atlas for itself", () => {
    expect(confirmed(TREE, { path: "current/steps/a/name", text: null }, "Sign").path).toBe("current/steps/a");
    expect(confirmed(TREE, { path: "title", text: null }, "Onboarding").path).toBe("title");
  });

  it("makes a remark with what it is about", () => {
    const fields = new Map([["about", "current/steps/a"]]);
    const typing = {
      path: "questions/q-1/text",
      text: "",
      draft: { kind: "remark", about: "current/steps/a", fields } as const,
    };

    expect(confirmed(TREE, typing, "Why?").changes).toEqual([
      {
        path: "questions/q-1",
        value: new Map([
          ["text", "Why?"],
          ["about", "current/steps/a"],
        ]),
      },
    ]);
  });
});
