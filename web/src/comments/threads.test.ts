import { describe, expect, it } from "vitest";
import { applied } from "../lib/path";
import { fromJson, isTree, type Tree } from "../lib/tree";
import { commented, placeOf, placeOfThread, replied, settled, threadsAbout, threadsIn, withdrawn } from "./threads";

function tree(json: object): Tree {
  const value = fromJson(json);
  return isTree(value) ? value : new Map();
}

const ATLAS = tree({
  current: { steps: { legal: { name: "Legal review", wait_time: "3d" } } },
  comments: {
    old: { text: "Too long", about: "current/steps/legal/wait_time", by: "Coach", at: "2026-01-01T10:00:00Z" },
    new: { text: "Really?", about: "current/steps/legal", at: "2026-01-02T10:00:00Z" },
    gone: { text: "Drop it", about: "current/steps/other", at: "2026-01-03T10:00:00Z", resolved: true },
    odd: "not a comment",
  },
});

describe("comments", () => {
  it("stand with the newest first", () => {
    expect(threadsIn(ATLAS).map(({ id, isResolved }) => [id, isResolved])).toEqual([
      ["gone", true],
      ["new", false],
      ["old", false],
    ]);
  });

  it("on a step are those on its values, too", () => {
    expect(threadsAbout(threadsIn(ATLAS), "current/steps/legal").map(({ id }) => id)).toEqual(["new", "old"]);
    expect(threadsAbout(threadsIn(ATLAS), "current/steps/legal/wait_time").map(({ id }) => id)).toEqual(["old"]);
  });

  it("say what they are about, also when that is gone or not known yet", () => {
    expect(placeOf(ATLAS, "current/steps/legal/wait_time")).toBe("Legal review: wait time");
    expect(placeOf(ATLAS, "current/steps/legal/process_time")).toBe("Legal review: process time");
    expect(placeOf(ATLAS, "current/steps/other-one/wait_time")).toBe("other one: wait time (no longer there)");
    expect(placeOf(ATLAS, "")).toBe("the whole atlas");
    expect(placeOfThread(ATLAS, { about: "", gone: "“Other”" })).toBe("“Other” (no longer there)");
  });

  it("are answered, resolved, opened again and deleted", () => {
    const made = commented("current/steps/legal", "Why?", "Coach");
    let values = applied(ATLAS, made.changes);
    const thread = () => threadsIn(values).find(({ id }) => id === made.id);
    expect(thread()).toMatchObject({ text: "Why?", by: "Coach", about: "current/steps/legal", isResolved: false });

    const answer = replied(made.id, "Because", "");
    values = applied(values, answer.changes);
    expect(thread()?.replies).toMatchObject([{ id: answer.id, text: "Because", by: "" }]);

    values = applied(values, settled(made.id, true));
    expect(thread()?.isResolved).toBe(true);
    values = applied(values, settled(made.id, false));
    expect(thread()?.isResolved).toBe(false);

    values = applied(values, withdrawn(made.id, answer.id));
    expect(thread()?.replies).toEqual([]);
    values = applied(values, withdrawn(made.id, null));
    expect(thread()).toBeUndefined();
  });
});
