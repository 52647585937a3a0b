import { expect, test } from "vitest";
import type { SaveState } from "../generated/protocol";
import { saveWords } from "./saveWords";

const state = (name: SaveState["state"], message = ""): SaveState => ({ type: "save", state: name, message });

test("what is in the file is saved", () => {
  expect(saveWords(state("saved"), "open", true, 0, "atlas.yaml").words).toBe("Saved");
});

test("a change that nobody acknowledged is not called saved", () => {
  expect(saveWords(state("saved"), "open", true, 1, "atlas.yaml").words).toBe("Saving…");
});

test("without a connection the changes that wait are counted", () => {
  const said = saveWords(state("saved"), "broken", true, 3, "atlas.yaml");
  expect(said.tone).toBe("error");
  expect(said.explanation).toContain("3 changes are kept here");
});

test("a file that cannot be written is told with its reason, and that the work is safe", () => {
  const said = saveWords(state("held", "The disk is full."), "open", true, 0, "atlas.yaml");
  expect(said.explanation).toContain("The disk is full.");
  expect(said.words).toContain("Kept safe");
});
