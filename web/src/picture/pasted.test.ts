import { describe, expect, it } from "vitest";
import { fromJson, isTree, type Tree, toJson } from "../lib/tree";
import { asOurs, asText, fromOurs, fromText } from "./pasted";

const plain = (trees: readonly Tree[]): unknown => trees.map(toJson);

function record(value: object): Tree {
  const tree = fromJson(value);
  if (!isTree(tree)) throw new Error("no mapping");
  return tree;
}

describe("pasted text", () => {
  it("makes a step of each line, without its bullet or number", () => {
    expect(plain(fromText("Ask\n- Check\r\n3. Sign\n\n• Send\n"))).toEqual([
      { name: "Ask" },
      { name: "Check" },
      { name: "Sign" },
      { name: "Send" },
    ]);
  });

  it("reads columns without headings as name, process time, wait and %C&A", () => {
    expect(plain(fromText("Ask\t2h\t3d\t80%\nCheck\t\t1d"))).toEqual([
      { name: "Ask", process_time: "2h", wait_time: "3d", percent_complete_accurate: "80%" },
      { name: "Check", wait_time: "1d" },
    ]);
  });

  it("reads columns by their headings, whatever their order, and leaves out what it does not know", () => {
    expect(plain(fromText("Wait\tStep\tOwner\n1d\tAsk\tAna"))).toEqual([{ wait_time: "1d", name: "Ask" }]);
  });

  it("takes a single heading for one only where it is a heading", () => {
    expect(plain(fromText("Step\nAsk"))).toEqual([{ name: "Ask" }]);
    expect(plain(fromText("Work\nAsk"))).toEqual([{ name: "Work" }, { name: "Ask" }]);
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
    expect(asText(steps)).toBe("Ask them\t2h\t");
  });
});
