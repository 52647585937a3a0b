import { describe, expect, it } from "vitest";
import { parsed, written } from "./cells";

describe("cells", () => {
  it.each([
    ["one", [["one"]]],
    [
      "a\tb\nc\td\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["a\r\nb\r\n", [["a"], ["b"]]],
    [
      "a\t\n\tb",
      [
        ["a", ""],
        ["", "b"],
      ],
    ],
    ["a\n\nb", [["a"], [""], ["b"]]],
    ['"two\nlines"\t"say ""so"""', [["two\nlines", 'say "so"']]],
    ['"not closed\tb', [['"not closed', "b"]]],
    ["\t", [["", ""]]],
    ["", []],
  ])("are read from %j", (text, expected) => {
    expect(parsed(text)).toEqual(expected);
  });

  it("come back as they were written", () => {
    const cells = [
      ["a", "two\nlines"],
      ["", '"quoted"'],
    ];

    expect(parsed(written(cells))).toEqual(cells);
  });
});
