/** Boards: which records lie on one, where each of them can be put, and the changes that putting it there makes. */

import type { PartOf, ZoneOf } from "../generated/protocol";
import { type Change, holderOf, isInside, join, split, valueAt } from "../lib/path";
import { fromJson, type Tree, type Value } from "../lib/tree";
import type { Picture } from "../room/document";
import { boundsOf, distance, middleOf, type Point, type Rect } from "./geometry";

/** A card in a hand, with what is drawn of it there; its own shape first. */
export interface Held {
  readonly card: string;
  readonly parts: readonly PartOf[];
}

/** The record that a path leads to or into, where there are zones for its like; null where there are none. */
export function cardOf(picture: Picture, path: string): string | null {
  for (const { records } of picture.zones) {
    if (path === records || !isInside(path, records)) continue;
    return join(...split(path).slice(0, split(records).length + 1));
  }
  return null;
}

/** The zones that take a record, those below first. */
export function zonesFor(picture: Picture, card: string): ZoneOf[] {
  const holder = holderOf(card);
  return picture.zones.filter((zone) => zone.records === holder);
}

/** The zones that a card can be put in without a point: those that stand for a value. */
export function zonesToChoose(picture: Picture, card: string): ZoneOf[] {
  return zonesFor(picture, card).filter((zone) => zone.sets.length > 0);
}

/** The zone at a point that takes these records; where zones lie in each other the smallest. */
export function zoneAt(zones: readonly ZoneOf[], at: Point): ZoneOf | null {
  const under = zones.filter((zone) => distance(zone, at) === 0);
  return under.reduce<ZoneOf | null>((best, one) => (best === null || size(one) < size(best) ? one : best), null);
}

/** The zone that a card lies in as it is drawn. */
export function zoneOf(picture: Picture, card: string): ZoneOf | null {
  const part = picture.parts.get(card);
  const at = part === undefined ? null : anchorOf([part]);
  return at === null ? null : zoneAt(zonesFor(picture, card), at);
}

/** The fields that a place in a zone gives a record; without a point those that hold anywhere in it. */
export function fieldsAt(zone: ZoneOf, at: Point | null): Map<string, Value> {
  const fields = new Map(zone.sets.map(([name, value]): [string, Value] => [String(name), fromJson(value)]));
  if (at === null) return fields;
  if (zone.across !== "") fields.set(zone.across, share(at.x - zone.x, zone.width));
  if (zone.up !== "") fields.set(zone.up, share(zone.y + zone.height - at.y, zone.height));
  return fields;
}

/** What letting go of cards over a zone changes; on a plot those that lay there keep their places to each other. */
export function dropped(
  values: Tree,
  zones: readonly ZoneOf[],
  held: readonly Held[],
  zone: ZoneOf,
  at: Point,
  by: Point,
): Change[] {
  return held.flatMap(({ card, parts }) => {
    const lay = anchorOf(parts);
    const isMoved = lay !== null && zoneAt(zones, lay) === zone;
    return placed(values, card, fieldsAt(zone, isMoved ? { x: lay.x + by.x, y: lay.y + by.y } : at));
  });
}

/** The changes that give a record these fields, where it does not have them yet. */
export function placed(values: Tree, card: string, fields: ReadonlyMap<string, Value>): Change[] {
  return [...fields]
    .map(([name, value]): Change => ({ path: join(...split(card), ...split(name)), value }))
    .filter(({ path, value }) => JSON.stringify(valueAt(values, path) ?? null) !== JSON.stringify(value));
}

/** Cards in a hand, each with the parts that go along: where a record is drawn in several places, those of one. */
export function heldAt(picture: Picture, cards: readonly string[], pressed: PartOf): Held[] {
  const own = cards.find((card) => isInside(pressed.path, card)) ?? "";
  const isCopy = !isInside(pressed.id, own) && pressed.id.endsWith(own);
  const before = isCopy ? pressed.id.slice(0, -own.length) : "";
  return cards.map((card) => ({
    card,
    parts: picture.order.flatMap((id) => {
      const part = picture.parts.get(id);
      return part !== undefined && isInside(id, `${before}${card}`) && part.changes.length === 0 ? [part] : [];
    }),
  }));
}

/** What a new record has where an invitation to it stands, or where somebody asks for one. */
export function fieldsOfPlace(picture: Picture, records: string, at: Point | null): Map<string, Value> {
  const zones = picture.zones.filter((zone) => zone.records === records);
  const zone = at === null ? null : zoneAt(zones, at);
  return zone === null ? new Map() : fieldsAt(zone, at);
}

/** Where a card lies: the middle of its first box or dot. */
function anchorOf(parts: readonly PartOf[]): Point | null {
  const [part] = parts;
  if (part === undefined) return null;
  const shape = part.shapes.find((one) => one.shape === "box" || one.shape === "dot");
  return middleOf(boundsOf(shape === undefined ? part : { ...part, shapes: [shape] }));
}

function share(far: number, whole: number): number {
  return Math.round(Math.max(0, Math.min(1, whole > 0 ? far / whole : 0)) * 100) / 100;
}

function size({ width, height }: Rect): number {
  return width * height;
}
