import { describe, expect, it } from "vitest";
import { fromJson, isTree, type Tree, toJson } from "../lib/tree";
import { asOurs, asText, fromOurs, fromText, toldIn, without } from "./pasted";

const plain = (trees: readonly Tree[]): unknown => trees.map(toJson);

const stepsOf = (text: string): readonly Tree[] => fromText(text).steps;

function record(value: object): Tree {
  const tree = fromJson(value);
  if (!isTree(tree)) throw new Error("no mapping");
  return tree;
}

describe("pasted text", () => {
  it("makes a step of each line, without its bullet or number", () => {
    expect(plain(stepsOf("Ask\n- Check\r\n3. Sign\n\n• Send\n"))).toEqual([
      { name: "Ask" },
      { name: "Check" },
      { name: "Sign" },
      { name: "Send" },
    ]);
  });

  it("reads columns without headings in the order of the table, and a single time as work", () => {
    const told = fromText("Ask\t3d\t2h\t80%\nCheck\t1d");

    expect(plain(told.steps)).toEqual([
      { name: "Ask", wait_time: "3d", process_time: "2h", percent_complete_accurate: "80%" },
      { name: "Check", wait_time: "1d" },
    ]);
    expect(told.takenFor).toEqual(["name", "wait_time", "process_time", "percent_complete_accurate"]);
    expect(plain(stepsOf("Ask\t2h\nCheck"))).toEqual([{ name: "Ask", process_time: "2h" }, { name: "Check" }]);
  });

  it("takes a name of several lines for one", () => {
    expect(plain(stepsOf('"Ask\nthem"\t2h'))).toEqual([{ name: "Ask them", process_time: "2h" }]);
  });

  it("reads columns by their headings, whatever their order, and names those that it does not know", () => {
    const told = fromText("Wait\tStep\tCost\tWho\n1d\tAsk\t7\tAna, Ben");

    expect(plain(told.steps)).toEqual([{ wait_time: "1d", name: "Ask", roles: ["Ana", "Ben"] }]);
    expect(told.unused).toEqual(["Cost"]);
  });

  it("knows the plain words that people write above their columns", () => {
    for (const [wait, work] of [
      ["Wait before", "Time"],
      ["Waiting", "Effort"],
      ["Queue", "Cycle time"],
      ["Delay", "C/T"],
    ]) {
      const told = fromText(`Step name\t${wait}\t${work}\tResponsible\nAsk\t1d\t2h\tAna`);

      expect(plain(told.steps)).toEqual([{ name: "Ask", wait_time: "1d", process_time: "2h", roles: ["Ana"] }]);
      expect(told.unused).toEqual([]);
    }
  });

  it("gives figures without a unit that of their heading, and leaves the others as they are written", () => {
    const told = stepsOf("Step\tWait (days)\tProcess time [h]\t%C&A (%)\nAsk\t1,5\t2-3\t80\nSend\t~2wk\t?\t95%");

    expect(plain(told)).toEqual([
      { name: "Ask", wait_time: "1,5 days", process_time: "2-3 h", percent_complete_accurate: "80 %" },
      { name: "Send", wait_time: "~2wk", process_time: "?", percent_complete_accurate: "95%" },
    ]);
  });

  it("reads the lines of a file between commas or semicolons where its headings are known", () => {
    const ask = [{ name: "Ask, twice", process_time: "2,5h" }];

    expect(plain(stepsOf("Name;Process time\nAsk, twice;2,5h"))).toEqual(ask);
    expect(plain(stepsOf('Name,Process time\n"Ask, twice","2,5h"'))).toEqual(ask);
    expect(plain(stepsOf("Ask, twice\nSend; sign"))).toEqual([{ name: "Ask, twice" }, { name: "Send; sign" }]);
  });

  it("numbers columns without headings that it does not use", () => {
    expect(fromText("Ask\t2h\t\t\t7\nCheck\t1h").unused).toEqual(["5"]);
  });

  it("does without what is not understood, and says where it stood", () => {
    const { steps } = fromText("Ask\t\t2h\nCheck\t1d\tbananas\nSend\t\t2h");

    expect(toldIn(steps)).toEqual([
      { field: "process_time", text: "2h" },
      { field: "wait_time", text: "1d" },
      { field: "process_time", text: "bananas" },
    ]);
    const good = without(steps, [{ field: "process_time", text: "bananas" }]);
    expect(plain(good.steps.slice(1, 2))).toEqual([{ name: "Check", wait_time: "1d" }]);
    expect(good.left).toEqual([{ step: "Check", field: "process_time", text: "bananas" }]);
  });

  it("takes a single heading for one only where it is a heading", () => {
    expect(plain(stepsOf("Step\nAsk"))).toEqual([{ name: "Ask" }]);
    expect(plain(stepsOf("Work\nAsk"))).toEqual([{ name: "Work" }, { name: "Ask" }]);
  });
});

describe("copied steps", () => {
  const steps = new Map([["a-1", record({ name: "Ask\tthem", process_time: "2h", rework: { x: { to: "a-1" } } })]]);

  it("come back whole from our own text", () => {
    expect(fromOurs(asOurs(steps))).toEqual(steps);
    expect(fromOurs('{"kind":"other"}')).toBeNull();
    expect(fromOurs("Ask")).toBeNull();
  });

  it("are rows for a spreadsheet", () => {
    expect(asText(steps)).toBe("Ask them\t\t2h");
  });
});
