import { describe, expect, it } from "vitest";
import type { PersonOf } from "../generated/protocol";
import { called, colourOf, letters, othersAmong } from "./faces";

const person = (id: string, name: string, colour = 0): PersonOf => ({
  id,
  name,
  role: "",
  colour,
  right: "edit",
  view: "",
  frame: null,
  pointer: null,
  selection: [],
  typing: "",
  following: "",
  leads: false,
});

describe("somebody", () => {
  it.each([
    ["Product owner", "PO"],
    ["coach", "C"],
    ["Chief of staff", "CS"],
    ["Ökonomin Østen", "ÖØ"],
    ["👩‍🚀 42", "4"],
    ["Ana-Maria Costa (Operations)", "AO"],
    ["…", "?"],
  ])("called %j is shown by %j", (name, shown) => expect(letters(name)).toBe(shown));

  it("without a name is told from others by a number", () => {
    expect(called(person("a", " ", 2))).toBe("Somebody 3");
    expect(called(person("a", " Coach "))).toBe("Coach");
  });

  it("always has one of the colours that there are", () => {
    expect(colourOf(person("a", "", 13))).toBe("person-1");
  });
});

it("others stand in the order of their names, and who has none comes last", () => {
  const all = [person("1", ""), person("2", "Tester"), person("3", "coach"), person("4", "Me")];

  expect(othersAmong(new Map(all.map((one) => [one.id, one])), "4").map(({ id }) => id)).toEqual(["3", "2", "1"]);
});
