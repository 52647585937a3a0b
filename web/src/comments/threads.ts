/** Comments as they stand in the atlas, the newest first, and the changes that are made to them. */

import { type Change, holderOf, isInside, join, split, treeAt, valueAt } from "../lib/path";
import { placeName } from "../lib/places";
import { newId } from "../lib/structure";
import { isTree, type Tree, typed, type Value } from "../lib/tree";
import { nearestPart } from "../picture/walk";
import type { Picture } from "../room/document";
import { texts } from "../texts/people";

const COMMENTS = "comments";

export interface Said {
  readonly id: string;
  readonly text: string;
  /** '' for somebody without a name */
  readonly by: string;
  readonly at: string;
}

export interface Thread extends Said {
  /** the path that it is about; '' for the whole atlas, or where that is deleted */
  readonly about: string;
  /** what that was called, where it is deleted; else '' */
  readonly gone: string;
  readonly isResolved: boolean;
  readonly replies: readonly Said[];
}

/** All comments, the newest first. */
export function threadsIn(values: Tree): Thread[] {
  const found = [...treeAt(values, COMMENTS)].flatMap(([id, value]): Thread[] => {
    if (!isTree(value)) return [];
    const [about, gone] = [typed(value.get("about")), typed(value.get("place"))];
    const isResolved = value.get("resolved") === true;
    return [{ ...said(id, value), about, gone: about === "" ? gone : "", isResolved, replies: repliesIn(value) }];
  });
  return found.sort((one, other) => other.at.localeCompare(one.at));
}

function repliesIn(comment: Tree): Said[] {
  const replies = [...treeAt(comment, "replies")].flatMap(([id, value]) => (isTree(value) ? [said(id, value)] : []));
  return replies.sort((one, other) => one.at.localeCompare(other.at));
}

function said(id: string, value: Tree): Said {
  const [text, by, at] = ["text", "by", "at"].map((field) => typed(value.get(field)));
  return { id, text: text ?? "", by: by ?? "", at: at ?? "" };
}

/** Those about a place or something inside of it. */
export function threadsAbout(threads: readonly Thread[], about: string): Thread[] {
  return threads.filter((thread) => (about === "" ? thread.about === "" : isInside(thread.about, about)));
}

/** What a comment is about in words, also where that is gone. */
export function placeOf(values: Tree, about: string): string {
  if (about === "") return texts.wholeAtlas;
  if (isThere(values, about)) return placeName(values, about);
  // What somebody took out of the file has left nothing but its path.
  const keys = split(about);
  const inside = keys.slice(keys.length > 2 ? 2 : 0);
  return texts.gone(inside.map((key) => key.replaceAll(/[-_]/g, " ")).join(": "));
}

/** What a comment is about in words, as `placeOf`; by the name that it had where that is deleted. */
export function placeOfThread(values: Tree, { about, gone }: Pick<Thread, "about" | "gone">): string {
  return gone === "" ? placeOf(values, about) : texts.gone(gone);
}

/** Whether a place is there, or could hold a value that nobody has given yet. */
export function isThere(values: Tree, about: string): boolean {
  if (valueAt(values, about) !== undefined) return true;
  const holder = holderOf(about);
  const held = treeAt(values, holder);
  return held.size > 0 && (!holder.includes("/") || [...held.values()].some((value) => !isTree(value)));
}

/** The open comments of each part that is drawn, by its id; what has no part of its own counts for what holds it. */
export function openAt(picture: Picture, threads: readonly Thread[]): Map<string, Thread[]> {
  const found = new Map<string, Thread[]>();
  for (const thread of threads) {
    if (thread.isResolved || thread.about === "") continue;
    const part = nearestPart(picture, thread.about);
    if (part !== null) found.set(part.id, [...(found.get(part.id) ?? []), thread]);
  }
  return found;
}

/** A new comment: its id, and the change that makes it. */
export function commented(about: string, text: string, by: string): { id: string; changes: Change[] } {
  const id = newId("", "comment");
  const place: [string, Value][] = about === "" ? [] : [["about", about]];
  return { id, changes: [{ path: join(COMMENTS, id), value: new Map([["text", text], ...place, ...signed(by)]) }] };
}

export function replied(thread: string, text: string, by: string): { id: string; changes: Change[] } {
  const id = newId("", "reply");
  const value = new Map<string, Value>([["text", text], ...signed(by)]);
  return { id, changes: [{ path: join(COMMENTS, thread, "replies", id), value }] };
}

export function settled(thread: string, isResolved: boolean): Change[] {
  return [{ path: join(COMMENTS, thread, "resolved"), value: isResolved ? true : null }];
}

/** Delete a comment with all of its replies, or one reply. */
export function withdrawn(thread: string, reply: string | null): Change[] {
  const path = reply === null ? join(COMMENTS, thread) : join(COMMENTS, thread, "replies", reply);
  return [{ path, value: null }];
}

function signed(by: string): [string, Value][] {
  const at = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  return [...(by === "" ? [] : [["by", by] as [string, Value]]), ["at", at]];
}
