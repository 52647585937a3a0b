import { describe, expect, it } from "vitest";
import type { Field } from "../lib/schema";
import { fromJson, isTree, type Tree } from "../lib/tree";
import { choicesOf, completed, suggested } from "./completion";

const ROLES = field({ kind: "list", refersTo: "roles" });
const VALUES = tree({
  current: {
    roles: { sales: { name: "Sales" }, success: { name: "Customer success" }, legal: {} },
    steps: { build: { name: "Build", notes: { n1: { text: "Slow" } } } },
  },
});

describe("choices", () => {
  it("of roles are their names", () => {
    expect(texts(ROLES)).toEqual(["Sales", "Customer success", "legal"]);
  });

  it("of an address are all places with a name", () => {
    expect(texts(field({ isAddress: true }))).toContain("Slow");
  });

  it("of a choice are its options", () => {
    expect(texts(field({ options: ["adding", "waste"] }))).toEqual(["adding", "waste"]);
  });
});

describe("texts that come again", () => {
  it("are offered where they stand elsewhere, each once", () => {
    const steps = { a: { group: "Agree" }, b: { group: "Launch" }, c: { group: "Agree" } };
    const values = tree({ current: { steps } });
    const found = choicesOf(field({ name: "group" }), "current/steps/d/group", values);

    expect(found.map((choice) => choice.text)).toEqual(["Agree", "Launch"]);
  });
});

describe("suggestions", () => {
  const choices = choicesOf(ROLES, "current/steps/build/roles", VALUES);

  it("go on from the last entry of a list, and leave out what is there", () => {
    expect(suggested(ROLES, choices, "Sales, s").map((one) => one.text)).toEqual(["Customer success"]);
    expect(suggested(ROLES, choices, "").length).toBe(3);
  });

  it("end when the text is complete", () => {
    expect(suggested(ROLES, choices, "Legal")).toEqual([]);
  });

  it("take the place of the last entry", () => {
    expect(completed(ROLES, "Sales,cu", { text: "Customer success", label: "" })).toBe("Sales, Customer success");
    expect(completed(field({ kind: "choice" }), "wa", { text: "waste", label: "" })).toBe("waste");
  });
});

function texts(one: Field): string[] {
  return choicesOf(one, "current/steps/build/roles", VALUES).map((choice) => choice.text);
}

function field(own: Partial<Field>): Field {
  const plain = { name: "roles", kind: "text", title: "", explanation: "", absent: "", refersTo: "", isAddress: false };
  return { ...plain, isMade: false, offers: [], options: [], ...own };
}

function tree(json: unknown): Tree {
  const value = fromJson(json);
  if (!isTree(value)) throw new Error("a mapping is wanted");
  return value;
}
