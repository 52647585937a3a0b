import { describe, expect, it } from "vitest";
import type { AnswerOf, Figures, FindingOf } from "../generated/protocol";
import { changeInWords, counts, mainOf, nextOf, othersOf, together } from "./told";

describe("the main answer", () => {
  it("is the lead time that people meet, with rework where that differs", () => {
    const plain = answer("lead_time", "5 d");

    expect(mainOf([answer("process_time", "1 d"), plain])).toBe(plain);
    expect(mainOf([plain, answer("lead_time_with_rework", "6 d")])?.text).toBe("6 d");
    expect(mainOf([])).toBeNull();
  });

  it("does not stand among the others", () => {
    const found = figures(2, [answer("lead_time", "5 d"), answer("process_time", "1 d")]);

    expect(othersOf(found).map((one) => one.name)).toEqual(["process_time"]);
  });
});

describe("what changed", () => {
  it("is told as before and after", () => {
    const before = figures(1, [answer("lead_time", "54 d")]);

    expect(changeInWords(before, figures(2, [answer("lead_time", "47 d")]))).toBe("Lead time 54 d → 47 d");
    expect(changeInWords(before, figures(2, [answer("lead_time", "54 d")]))).toBe("Lead time stays 54 d");
  });

  it("is nothing without a change", () => {
    const now = figures(1, [answer("lead_time", "54 d")]);

    expect(changeInWords(null, now)).toBe("");
    expect(changeInWords(now, now)).toBe("");
  });
});

describe("findings", () => {
  const FINDINGS: FindingOf[] = [
    { path: "a", message: "odd", severity: "info", hint: "" },
    { path: "b", message: "wrong", severity: "error", hint: "write 2h" },
    { path: "c", message: "odd", severity: "info", hint: "" },
  ];

  it("that say the same stand together, errors first", () => {
    expect(together(FINDINGS).map((one) => [one.message, one.paths])).toEqual([
      ["wrong", ["b"]],
      ["odd", ["a", "c"]],
    ]);
  });

  it("are counted by severity", () => {
    expect(counts(FINDINGS)).toEqual([
      ["error", 1],
      ["info", 2],
    ]);
  });
});

it("goes round the unknown values", () => {
  expect(nextOf(["a", "b"], undefined)).toBe("a");
  expect(nextOf(["a", "b"], "a")).toBe("b");
  expect(nextOf(["a", "b"], "b")).toBe("a");
  expect(nextOf([], "b")).toBeNull();
});

function answer(name: string, text: string): AnswerOf {
  const words = {
    spread: "",
    typical: "",
    least: "",
    sentence: "",
    explanation: "",
    basis: "",
    unknowns: 0,
    paths: [],
  };
  return { name, title: "Lead time", text, ...words };
}

function figures(n: number, answers: AnswerOf[]): Figures {
  return {
    type: "figures",
    n,
    is_running: false,
    calendar: "",
    exact: [],
    sentences: [],
    answers,
    constraint: null,
    others: [],
    measure_next: [],
    target: null,
    audit: [],
    unknown: [],
  };
}
