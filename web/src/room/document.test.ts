import { describe, expect, it } from "vitest";
import type { Act, Changed, Edit, Figures, Hello, PartOf, PictureOf, Preview, Told } from "../generated/protocol";
import { valueAt } from "../lib/path";
import { acted, type Document, EMPTY, edited, told, turned } from "./document";

const HELLO: Hello = {
  type: "hello",
  n: 3,
  key: "atlas.yaml",
  file: "atlas.yaml",
  values: [
    ["current/steps/a/name", "A"],
    ["current/steps/a/wait_time", "3d"],
  ],
  findings: [],
  views: [],
  can_undo: false,
  can_redo: false,
  save: { type: "save", state: "saved", message: "" },
  right: "host",
};

const edit = (id: string, value: string): Edit => ({
  type: "edit",
  id,
  changes: [{ path: "current/steps/a/wait_time", value, is_nothing: false }],
  label: "",
  by: "",
  base: null,
});

const changed = (n: number, id: string, value: string): Changed => ({
  type: "changed",
  n,
  id,
  by: "",
  at: "",
  label: "",
  changes: [{ path: "current/steps/a/wait_time", value, is_nothing: false }],
  findings: [],
  can_undo: true,
  can_redo: false,
  views: null,
});

const part = (id: string, role = "step"): PartOf => ({
  id,
  path: "",
  role,
  name: id,
  tip: "",
  shapes: [],
  changes: [],
});

const picture = (parts: PartOf[], order: string[] | null, isWhole: boolean): PictureOf => ({
  type: "picture",
  n: 1,
  view: "practice",
  width: 10,
  height: 10,
  title: "",
  description: "",
  is_whole: isWhole,
  is_settled: true,
  order,
  parts,
  shifts: [],
  zones: [],
});

describe("values", () => {
  const wait = "current/steps/a/wait_time";

  it("show an edit before anybody has acknowledged it", () => {
    const document = edited(told(EMPTY, HELLO), edit("mine", "5d"));

    expect(valueAt(document.values, wait)).toBe("5d");
    expect(valueAt(document.confirmed, wait)).toBe("3d");
  });

  it("keep an edit on top of what others did meanwhile, until it is acknowledged", () => {
    const document = told(edited(told(EMPTY, HELLO), edit("mine", "5d")), changed(4, "theirs", "9d"));

    expect(valueAt(document.values, wait)).toBe("5d");
    expect(valueAt(told(document, changed(5, "mine", "5d")).confirmed, wait)).toBe("5d");
  });

  it("stay the same object when an edit was made as it was sent, so that nothing is drawn again", () => {
    const document = edited(told(EMPTY, HELLO), edit("mine", "5d"));

    const acknowledged = told(document, changed(4, "mine", "5d"));

    expect(acknowledged.values).toBe(document.values);
    expect(acknowledged.confirmed).toBe(document.values);
    expect(acknowledged.pending).toEqual([]);
  });

  it("take over what the server added to an edit", () => {
    const document = edited(told(EMPTY, HELLO), edit("mine", "5d"));
    const more = changed(4, "mine", "5d");
    more.changes.push({ path: "current/steps/a/name", value: "B", is_nothing: false });

    expect(valueAt(told(document, more).values, "current/steps/a/name")).toBe("B");
  });

  it("go back where an edit is refused", () => {
    const document = told(edited(told(EMPTY, HELLO), edit("mine", "5d")), {
      type: "refused",
      id: "mine",
      message: "no",
      findings: [],
    });

    expect(valueAt(document.values, wait)).toBe("3d");
    expect(document.pending).toEqual([]);
  });

  it("keep what is not acknowledged when everything is told anew", () => {
    const document = told(edited(EMPTY, edit("mine", "5d")), HELLO);

    expect(valueAt(document.values, wait)).toBe("5d");
  });
});

describe("what is done in a session", () => {
  const ready = (id: string): Act => ({ type: "act", id, what: { do: "ready", round: "round-01", is_ready: true } });
  const meeting = (done: string[]): Told => ({ type: "meeting", what: { title: "Orders", done, now: 0 } });

  it("is kept until the session that holds it is told, whatever others do meanwhile", () => {
    const document = acted(acted(EMPTY, ready("mine-1")), ready("mine-2"));

    expect(told(document, meeting(["theirs"])).acts).toHaveLength(2);
    expect(told(document, meeting(["mine-1"])).acts.map(({ id }) => id)).toEqual(["mine-2"]);
    expect(told(told(document, meeting(["mine-1"])), { type: "meeting", what: { now: 1 } }).meeting).toMatchObject({
      title: "Orders",
      now: 1,
    });
  });

  it("is dropped where it is refused", () => {
    const document = told(acted(EMPTY, ready("mine")), { type: "refused", id: "mine", message: "no", findings: [] });

    expect(document.acts).toEqual([]);
  });
});

describe("pictures", () => {
  it("take over what differs and keep the parts that do not", () => {
    const before = told(EMPTY, picture([part("a"), part("b")], ["a", "b"], true));
    const kept = before.pictures.get("practice")?.parts.get("a");

    const after = told(before, picture([part("b", "hot")], null, false)).pictures.get("practice");

    expect(after?.parts.get("a")).toBe(kept);
    expect(after?.parts.get("b")?.role).toBe("hot");
    expect(after?.order).toEqual(["a", "b"]);
  });

  it("lose the parts that are gone", () => {
    const before = told(EMPTY, picture([part("a"), part("b")], ["a", "b"], true));

    const after = told(before, picture([], ["b"], false)).pictures.get("practice");

    expect([...(after?.parts.keys() ?? [])]).toEqual(["b"]);
  });

  it("move parts that are else as they were, and keep what was painted of them", () => {
    const box = { shape: "box" as const, role: "step", x: 10, y: 20, width: 5, height: 5, radius: 0 };
    const line = {
      shape: "line" as const,
      role: "flow",
      points: [[1, 2]] as [number, number][],
      has_head: true,
      radius: 9,
    };
    const a = { ...part("a"), shapes: [box, line] };
    const before = told(EMPTY, picture([a, part("b")], ["a", "b"], true));
    const shift = (x: number, y: number): PictureOf => ({
      ...picture([], null, false),
      shifts: [{ x, y, ids: ["a"] }],
    });

    const after = [shift(100, 0), shift(-30, 7)].reduce(told, before).pictures.get("practice")?.parts.get("a");

    expect(after?.shapes).toEqual([
      { ...box, x: 80, y: 27 },
      { ...line, points: [[71, 9]] },
    ]);
    expect(after?.from).toEqual({ part: a, x: 70, y: 7 });
    expect(after?.from?.part).toBe(before.pictures.get("practice")?.parts.get("a"));
  });

  it("have the zones of the last one told, which are always sent whole", () => {
    const zone = { records: "board/cards", name: "Now", x: 0, y: 0, width: 5, height: 5, sets: [], across: "", up: "" };
    const before = told(EMPTY, { ...picture([part("a")], ["a"], true), zones: [zone] });

    const after = told(before, { ...picture([], null, false), zones: [{ ...zone, name: "Later" }] });

    expect(before.pictures.get("practice")?.zones).toEqual([zone]);
    expect(after.pictures.get("practice")?.zones.map((one) => one.name)).toEqual(["Later"]);
  });

  it("stay until they are told anew, so that who types on one goes on after a break", () => {
    const view = { name: "practice", title: "", explanation: "", section: "current", kind: "map" as const };
    const before = told(EMPTY, picture([part("a")], ["a"], true));

    const after = told(before, { ...HELLO, views: [view] });

    expect(after.pictures.get("practice")).toBe(before.pictures.get("practice"));
    expect(told(before, HELLO).pictures.size).toBe(0);
  });

  it("do not start with a difference", () => {
    expect(told(EMPTY, picture([part("a")], null, false)).pictures.size).toBe(0);
  });
});

describe("a preview", () => {
  const figures = (n: number, calendar = "8 h a day"): Figures => ({
    type: "figures",
    n,
    is_running: true,
    calendar,
    exact: [],
    sentences: [],
    answers: [],
    constraint: null,
    others: [],
    measure_next: [],
    target: null,
    audit: [],
    unknown: [],
  });
  const drawn = (n: number, role: string): PictureOf => ({ ...picture([part("b", role)], null, false), n });
  const preview = (value: unknown = "5d"): Preview => ({
    type: "preview",
    verb: "edit",
    n: 3,
    changes: [{ path: "current/steps/a/wait_time", value, is_nothing: false }],
    figures: figures(4, "previewed"),
    pictures: [drawn(4, "previewed")],
  });
  const start = [HELLO, { ...picture([part("a"), part("b")], ["a", "b"], true), n: 3 }, figures(3)].reduce(told, EMPTY);
  const roleOf = (document: Document): string | undefined => document.pictures.get("practice")?.parts.get("b")?.role;
  const looksOf = (document: Document) => [roleOf(document), document.figures?.calendar];
  const [OLD, NEW] = [
    ["step", "8 h a day"],
    ["previewed", "previewed"],
  ];
  const known = told(start, preview());
  const shown = edited(known, edit("mine", "5d"));

  it("is shown from the moment on in which just that edit is made", () => {
    expect(looksOf(known)).toEqual(OLD);
    expect(looksOf(shown)).toEqual(NEW);
    expect(looksOf(told(shown, changed(4, "mine", "5d")))).toEqual(NEW);
    expect(shown.pictures.get("practice")?.parts.get("a")).toBe(start.pictures.get("practice")?.parts.get("a"));
  });

  it("is not shown for another value, nor with more than that, nor while something else is pending", () => {
    const [change] = edit("mine", "5d").changes;
    const more: Edit = { ...edit("mine", "5d"), changes: change === undefined ? [] : [change, change] };

    expect(looksOf(edited(known, edit("mine", "6d")))).toEqual(OLD);
    expect(looksOf(edited(known, more))).toEqual(OLD);
    expect(looksOf(edited(edited(known, edit("first", "6d")), edit("mine", "5d")))).toEqual(OLD);
    expect(looksOf(edited(told(edited(start, edit("first", "6d")), preview()), edit("mine", "5d")))).toEqual(OLD);
  });

  it("is not shown where it is of another state, or where the picture that it differs from is drawn anew", () => {
    const later = [changed(4, "theirs", "9d"), preview()].reduce(told, start);

    expect(looksOf(edited(later, edit("mine", "5d")))).toEqual(OLD);
    expect(looksOf(edited(told(known, changed(4, "theirs", "9d")), edit("mine", "5d")))).toEqual(OLD);
    expect(roleOf(edited(told(known, drawn(3, "settled")), edit("mine", "5d")))).toBe("settled");
    expect(roleOf(edited(told(known, figures(3, "settled")), edit("mine", "5d")))).toBe("step");
  });

  it("makes way when the edit is refused, and when somebody else does something", () => {
    const refused = told(shown, { type: "refused", id: "mine", message: "no", findings: [] });

    expect(looksOf(refused)).toEqual(OLD);
    expect(looksOf(told(shown, { type: "refused", id: "other", message: "no", findings: [] }))).toEqual(NEW);
    expect(looksOf(told(shown, changed(4, "theirs", "9d")))).toEqual(OLD);
    expect(roleOf(told(shown, { ...HELLO, views: [] }))).toBeUndefined();
  });

  it("stays the very same where the server draws just that, so that nothing is painted twice", () => {
    const after = [changed(4, "mine", "5d"), drawn(4, "previewed"), figures(4, "previewed")].reduce(told, shown);

    expect(after.pictures.get("practice")).toBe(shown.pictures.get("practice"));
    expect(after.figures).toBe(shown.figures);
    expect(after.ahead).toBeNull();
    expect(told(after, drawn(4, "settled")).pictures.get("practice")?.parts.get("a")).toBe(
      start.pictures.get("practice")?.parts.get("a"),
    );
  });

  it("makes way for what the server draws instead, which differs from what the server drew before", () => {
    const moved: Preview = { ...preview(), pictures: [{ ...drawn(4, "previewed"), order: ["b"] }] };
    const before = edited(told(start, moved), edit("mine", "5d"));
    expect(before.pictures.get("practice")?.parts.has("a")).toBe(false);

    const after = [changed(4, "mine", "5d"), drawn(4, "other"), figures(4, "other")].reduce(told, before);

    expect(looksOf(after)).toEqual(["other", "other"]);
    expect([...(after.pictures.get("practice")?.parts.keys() ?? [])]).toEqual(["a", "b"]);
  });

  it("is one of several, and that one is shown which is done", () => {
    const other = { ...preview("7d"), pictures: [drawn(4, "other")] };
    const both = [preview(), other].reduce(told, start);

    expect(roleOf(edited(both, edit("mine", "5d")))).toBe("previewed");
    expect(roleOf(edited(both, edit("mine", "7d")))).toBe("other");
    expect(roleOf(edited(told(both, { ...other, pictures: [drawn(4, "newer")] }), edit("mine", "7d")))).toBe("newer");
  });

  it("stays while doubt of the state before it is still told", () => {
    const after = [drawn(3, "settled"), figures(3, "settled")].reduce(told, shown);

    expect(looksOf(after)).toEqual(NEW);
    expect(looksOf(told(after, { type: "refused", id: "mine", message: "no", findings: [] }))).toEqual([
      "settled",
      "settled",
    ]);
  });
});

describe("undo", () => {
  const wait = "current/steps/a/wait_time";
  const start = told(EMPTY, HELLO);
  const preview: Preview = {
    type: "preview",
    verb: "undo",
    n: 3,
    changes: [{ path: wait, value: "1d", is_nothing: false }],
    figures: { n: 4 } as Figures,
    pictures: [],
  };
  const undone = turned(told(start, preview), "undo", "mine");

  it("shows its values at once where it is known what it changes, and keeps them when that is told", () => {
    expect(valueAt(undone.values, wait)).toBe("1d");
    expect(valueAt(undone.confirmed, wait)).toBe("3d");
    const acknowledged = told(undone, changed(4, "mine", "1d"));
    expect(acknowledged.values).toBe(undone.values);
    expect(acknowledged.turned).toBeNull();
  });

  it("waits for the server where nobody has foreseen it, or where something else is on its way", () => {
    expect(turned(start, "undo", "mine")).toBe(start);
    expect(turned(told(start, preview), "redo", "mine").values).toBe(start.values);
    const pending = edited(told(start, preview), edit("first", "5d"));
    expect(turned(pending, "undo", "mine")).toBe(pending);
    expect(turned(undone, "undo", "again")).toBe(undone);
  });

  it("goes before an edit that was made after it", () => {
    const both = edited(undone, edit("next", "5d"));

    expect(valueAt(both.values, wait)).toBe("5d");
    expect(valueAt(told(both, changed(4, "mine", "1d")).confirmed, wait)).toBe("1d");
    expect(valueAt(told(both, changed(4, "mine", "1d")).values, wait)).toBe("5d");
  });

  it("is as if it had not been where it is refused, and after a break", () => {
    const refused = told(undone, { type: "refused", id: "mine", message: "no", findings: [] });

    expect(valueAt(refused.values, wait)).toBe("3d");
    expect(refused.figures).toBe(start.figures);
    expect(valueAt(told(undone, HELLO).values, wait)).toBe("3d");
  });
});
