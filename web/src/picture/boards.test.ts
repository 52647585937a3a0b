import { describe, expect, it } from "vitest";
import type { PartOf, ZoneOf } from "../generated/protocol";
import type { Change } from "../lib/path";
import { fromJson, isTree, type Tree } from "../lib/tree";
import type { Picture } from "../room/document";
import { cardOf, dropped, fieldsOfPlace, heldAt, zoneAt, zoneOf, zonesFor } from "./boards";
import type { Point } from "./geometry";

const NOW = zone({ name: "Now", sets: [["lane", "now"]] });
const LATER = zone({ name: "Later", x: 100, sets: [["lane", null]] });
const PLOT = zone({ name: "Plot", y: 200, width: 200, across: "ease", up: "worth" });
const INNER = zone({ name: "Corner", x: 150, y: 200, width: 50, height: 50, sets: [["lane", "now"]], up: "worth" });
const OTHER = zone({ name: "Themes", records: "board/themes" });
const VALUES = tree({ board: { cards: { a: { name: "A", lane: "now" }, b: { name: "B" } } } });
const PICTURE = picture(
  [
    box("board/cards/a", 20, 20),
    box("board/cards/a/name", 22, 22),
    box("board/cards/b", 40, 240),
    box("board/cards/a", 90, 240, "plot/"),
    box("board/cards/b", 140, 240, "plot/"),
  ],
  [NOW, LATER, PLOT, INNER, OTHER],
);

describe("cards", () => {
  it("are the records that zones take, and what is said of them", () => {
    expect(cardOf(PICTURE, "board/cards/a")).toBe("board/cards/a");
    expect(cardOf(PICTURE, "board/cards/a/name")).toBe("board/cards/a");
    expect(cardOf(PICTURE, "board/cards")).toBeNull();
    expect(cardOf(PICTURE, "board/cardsharp/a")).toBeNull();
  });

  it("are held with all that is said of them", () => {
    expect(held("board/cards/a/name", "board/cards/a")).toEqual([["board/cards/a", "board/cards/a/name"]]);
  });

  it("that are drawn in several places are held where they are pressed, and others with them there", () => {
    expect(held("plot/board/cards/a", "board/cards/a", "board/cards/b")).toEqual([
      ["plot/board/cards/a"],
      ["plot/board/cards/b"],
    ]);
  });

  it("lie in the smallest zone for their like", () => {
    expect(zonesFor(PICTURE, "board/cards/a").map((one) => one.name)).toEqual(["Now", "Later", "Plot", "Corner"]);
    expect(zoneOf(PICTURE, "board/cards/a")?.name).toBe("Now");
    expect(zoneAt(zonesFor(PICTURE, "board/cards/a"), { x: 160, y: 210 })?.name).toBe("Corner");
    expect(zoneAt(zonesFor(PICTURE, "board/cards/a"), { x: 500, y: 500 })).toBeNull();
  });
});

describe("letting go", () => {
  const still = { x: 0, y: 0 };

  it("sets the fields of the zone, as far as they are not there yet", () => {
    expect(letGo(["board/cards/a", "board/cards/b"], NOW, { x: 5, y: 5 }, still)).toEqual([
      { path: "board/cards/b/lane", value: "now" },
    ]);
    expect(letGo(["board/cards/a", "board/cards/b"], LATER, { x: 105, y: 5 }, still)).toEqual([
      { path: "board/cards/a/lane", value: null },
    ]);
  });

  it("on a plot tells how far right and up it is, between 0 and 1", () => {
    expect(letGo(["board/cards/a"], PLOT, { x: 50, y: 225 }, still)).toEqual([
      { path: "board/cards/a/ease", value: 0.25 },
      { path: "board/cards/a/worth", value: 0.75 },
    ]);
    expect(letGo(["board/cards/b"], PLOT, { x: 0, y: 0 }, { x: -500, y: 40 })).toEqual([
      { path: "board/cards/b/ease", value: 0 },
      { path: "board/cards/b/worth", value: 0.1 },
    ]);
  });

  it("is where a new record begins", () => {
    expect(fieldsOfPlace(PICTURE, "board/cards", { x: 160, y: 225 })).toEqual(
      new Map<string, unknown>([
        ["lane", "now"],
        ["worth", 0.5],
      ]),
    );
    expect(fieldsOfPlace(PICTURE, "board/cards", null).size).toBe(0);
  });
});

function zone(own: Partial<ZoneOf>): ZoneOf {
  const plain = { records: "board/cards", name: "", x: 0, y: 0, width: 100, height: 100 };
  return { ...plain, sets: [], across: "", up: "", ...own };
}

function held(pressed: string, ...cards: string[]): string[][] {
  const part = PICTURE.parts.get(pressed);
  if (part === undefined) throw new Error(`${pressed} is not drawn`);
  return heldAt(PICTURE, cards, part).map(({ parts }) => parts.map((one) => one.id));
}

function letGo(cards: string[], zone: ZoneOf, at: Point, by: Point): Change[] {
  const inHand = cards.flatMap((card) => heldAt(PICTURE, [card], PICTURE.parts.get(card) ?? box(card, 0, 0)));
  return dropped(VALUES, zonesFor(PICTURE, cards[0] ?? ""), inHand, zone, at, by);
}

function box(path: string, x: number, y: number, before = ""): PartOf {
  const shape = { shape: "box", role: "card", x, y, width: 20, height: 20, radius: 0 } as const;
  return { id: `${before}${path}`, path, role: "record", name: path, tip: "", shapes: [shape], changes: [] };
}

function picture(parts: PartOf[], zones: ZoneOf[]): Picture {
  const size = { width: 300, height: 300, title: "", description: "", isSettled: true };
  return {
    n: 1,
    view: "board",
    ...size,
    zones,
    order: parts.map((part) => part.id),
    parts: new Map(parts.map((part) => [part.id, part])),
  };
}

function tree(json: unknown): Tree {
  const value = fromJson(json);
  if (!isTree(value)) throw new Error("a mapping is wanted");
  return value;
}
