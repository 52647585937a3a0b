/** Offers of a picture: changes that it proposes, made when somebody takes them. */

import type { At } from "../commands/command";
import type { PartOf } from "../generated/protocol";
import type { Change } from "../lib/path";
import { fromJson } from "../lib/tree";
import type { Picture } from "../room/document";
import { texts } from "../texts/canvas";
import { chosen, here } from "./here";
import { partAt } from "./walk";

const LONGEST_LABEL = 200;

export function isOffer(part: PartOf | null | undefined): boolean {
  return (part?.changes.length ?? 0) > 0;
}

/** The offer that the keyboard is on, where it can be taken. */
export function chosenOffer(at: At): PartOf | null {
  const place = here(at);
  const path = chosen(at);
  const part = place === null || path === null ? null : partAt(place.picture, path);
  return isOffer(part) ? part : null;
}

/** Make what is offered, in one change that is called like the offer. */
export function takeOffer({ room, say }: Pick<At, "room" | "say">, part: PartOf): void {
  room.edit(offered(part), part.name.slice(0, LONGEST_LABEL));
  say(texts.taken(part.name));
}

/** What taking an offer changes; in an overlay, nothing as a value says that something goes. */
export function offered(part: PartOf): Change[] {
  return part.changes.map(([path, value]) => {
    const isNothing = value === null && String(path).includes("/changes/");
    return { path: String(path), value: fromJson(value), isNothing };
  });
}

/** The paths that chosen parts are about, where some are chosen by their own ids. */
export function pathsAbout(pictures: Iterable<Picture>, selection: readonly string[]): string[] {
  const shown = [...pictures];
  return selection.map((key) => {
    const part = shown.map((picture) => picture.parts.get(key)).find((one) => one !== undefined && one.path !== "");
    return part?.path ?? key;
  });
}
