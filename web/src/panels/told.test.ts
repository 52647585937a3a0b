import { describe, expect, it } from "vitest";
import type { AnswerOf, Figures, FindingOf } from "../generated/protocol";
import { counts, isTold, mainOf, movedFrom, nextOf, othersOf, together } from "./told";

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

it("is not told while the lead time is a question mark", () => {
  expect(isTold(figures(1, [answer("lead_time", "?")]))).toBe(false);
  expect(isTold(figures(1, [answer("lead_time", "5 d")]))).toBe(true);
});

describe("what changed", () => {
  const summed = (text: string): Figures => ({ ...figures(1, []), exact: [answer("lead_time", text)] });

  it("is told as the sum before and after", () => {
    const moved = movedFrom(summed("93.6 d"), summed("96.6 d"));

    expect(moved).toEqual({ text: "93.6 d", words: "Adds up to 93.6 d → 96.6 d" });
  });

  it("is nothing where the sum stays, or was not there", () => {
    expect(movedFrom(summed("93.6 d"), summed("93.6 d")).words).toBe("");
    expect(movedFrom(figures(1, []), summed("93.6 d")).words).toBe("");
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
