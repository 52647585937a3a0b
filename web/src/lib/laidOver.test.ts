import { describe, expect, it } from "vitest";
import { laidOver } from "./laidOver";

const known = {
  item: "a",
  timer: { left: 60, at: 1 },
  rounds: [
    {
      id: "r1",
      begun: 1,
      mine: { votes: [["c1", 1]], partners: ["Ana"] },
      values: [{ path: "p1", text: "", said: [{ by: "Ana" }] }],
    },
    { id: "r2", begun: 0, mine: { votes: [], partners: [] }, values: [] },
  ],
};

describe("what is told of something known", () => {
  it("is all of it the first time, whatever was known before", () => {
    expect(laidOver(null, known)).toEqual(known);
    expect(laidOver({ ...known, timer: null, rounds: [{ id: "r1", begun: 9 }, { id: "r0" }] }, known)).toEqual(known);
  });

  it("leaves what is not told as it was, and knows records by their id or path", () => {
    const told = {
      timer: null,
      rounds: [
        { id: "r2", begun: 3 },
        { id: "r1", values: [{ path: "p1", text: "3d" }] },
      ],
    };

    expect(laidOver(known, told)).toEqual({
      item: "a",
      timer: null,
      rounds: [
        { ...known.rounds[1], begun: 3 },
        { ...known.rounds[0], values: [{ path: "p1", text: "3d", said: [{ by: "Ana" }] }] },
      ],
    });
  });

  it("takes lists of anything else as a whole", () => {
    const told = { rounds: [{ id: "r1", mine: { votes: [["c2", 2]] } }] };

    expect(laidOver(known, told)).toMatchObject({ rounds: [{ mine: { votes: [["c2", 2]], partners: ["Ana"] } }] });
  });
});
