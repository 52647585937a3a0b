/** What the page knows of an atlas: values by path, what is not acknowledged yet, pictures and figures; plain data. */

import type {
  Act,
  Changed,
  ChangeOf,
  Edit,
  FindingOf,
  Hello,
  MeetingOf,
  PartOf,
  People,
  PersonOf,
  PictureOf,
  SaveState,
  Told,
  ViewOf,
  ZoneOf,
} from "../generated/protocol";
import { laidOver } from "../lib/laidOver";
import { applied, type Change, unflattened } from "../lib/path";
import { fromJson, type Tree } from "../lib/tree";
import { confirmed, foreseen, NOTHING_SEEN, type Sight, seen, withFigures, withPicture } from "./preview";

export interface Picture {
  readonly n: number;
  readonly view: string;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly isSettled: boolean;
  readonly order: readonly string[];
  readonly parts: ReadonlyMap<string, PartOf>;
  /** where records can be dropped, those below first */
  readonly zones: readonly ZoneOf[];
}

export interface Document extends Sight {
  readonly isLoaded: boolean;
  readonly n: number;
  readonly file: string;
  /** what the server holds */
  readonly confirmed: Tree;
  /** edits that the server has not acknowledged, oldest first */
  readonly pending: readonly Edit[];
  /** the values as they will be once everything pending is made */
  readonly values: Tree;
  readonly findings: readonly FindingOf[];
  readonly views: readonly ViewOf[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly save: SaveState;
  /** what this page may do */
  readonly right: Hello["right"];
  /** everybody who is here, by their id; `you` is this page's */
  readonly people: ReadonlyMap<string, PersonOf>;
  readonly you: string;
  readonly meeting: MeetingOf | null;
  /** what was done in the session and is not acknowledged, oldest first */
  readonly acts: readonly Act[];
}

export const EMPTY: Document = {
  isLoaded: false,
  n: 0,
  file: "",
  confirmed: new Map(),
  pending: [],
  values: new Map(),
  findings: [],
  views: [],
  canUndo: false,
  canRedo: false,
  save: { type: "save", state: "saved", message: "" },
  ...NOTHING_SEEN,
  right: "view",
  people: new Map(),
  you: "",
  meeting: null,
  acts: [],
};

/** The document with an edit of ours, shown at once though nobody has acknowledged it yet. */
export function edited(document: Document, edit: Edit): Document {
  const isFirst = document.pending.length === 0 && document.n === document.ahead?.n;
  return withPending(previewed(document, confirmed(document.ahead, edit, isFirst)), [...document.pending, edit]);
}

/** The document with something done in the session, not acknowledged yet. */
export function acted(document: Document, act: Act): Document {
  return { ...document, acts: [...document.acts, act] };
}

/** The document after a message of the server. */
export function told(document: Document, message: Told): Document {
  switch (message.type) {
    case "hello":
      return greeted(document, message);
    case "changed": {
      const isOwn = document.pending.some((edit) => edit.id === message.id);
      const known = {
        // What somebody else did is not in a preview; what is not shown yet would come too late.
        ...previewed(document, isOwn && document.ahead?.edit !== "" ? document.ahead : null),
        n: message.n,
        findings: message.findings,
        canUndo: message.can_undo,
        canRedo: message.can_redo,
        views: message.views ?? document.views,
      };
      if (isAsExpected(document, message)) return { ...known, confirmed: document.values, pending: [] };
      const confirmed = applied(document.confirmed, message.changes.map(changeOf));
      const pending = document.pending.filter((edit) => edit.id !== message.id);
      return withPending({ ...known, confirmed }, pending);
    }
    case "refused":
      return withPending(
        {
          ...previewed(document, document.ahead?.edit === message.id ? null : document.ahead),
          acts: document.acts.filter((act) => act.id !== message.id),
        },
        document.pending.filter((edit) => edit.id !== message.id),
      );
    case "save":
      return { ...document, save: message };
    case "figures":
      return { ...document, ...withFigures(document, message) };
    case "picture": {
      const picture = pictured(document.drawn.get(message.view), message);
      return picture === null ? document : { ...document, ...withPicture(document, picture) };
    }
    case "preview": {
      if (message.n !== document.n || document.pending.length > 0) return document;
      const pictures = message.pictures.map((picture) => pictured(document.drawn.get(picture.view), picture));
      return previewed(document, foreseen(message, pictures));
    }
    case "people":
      return { ...document, you: message.you, people: gathered(document.people, message) };
    case "meeting":
      return met(document, laidOver(document.meeting, message.what) as MeetingOf);
    case "notice":
    case "understood":
    case "brought":
      return document;
  }
}

export function changeOf(change: ChangeOf): Change {
  return { path: change.path, value: fromJson(change.value), isNothing: change.is_nothing };
}

function greeted(document: Document, hello: Hello): Document {
  const confirmed = unflattened(
    hello.values.map(([path, value]): [string, ReturnType<typeof fromJson>] => [path, fromJson(value)]),
  );
  const known: Document = {
    ...document,
    isLoaded: true,
    n: hello.n,
    file: hello.file,
    confirmed,
    findings: hello.findings,
    views: hello.views,
    canUndo: hello.can_undo,
    canRedo: hello.can_redo,
    save: hello.save,
    right: hello.right,
    ...seen({
      figured: document.figured,
      // Who types on a picture goes on; it is drawn anew as soon as it comes.
      drawn: new Map([...document.drawn].filter(([view]) => hello.views.some(({ name }) => name === view))),
      ahead: null,
    }),
  };
  return withPending(known, document.pending);
}

function previewed(document: Document, ahead: Document["ahead"]): Document {
  return ahead === document.ahead ? document : { ...document, ...seen({ ...document, ahead }) };
}

function withPending(document: Document, pending: readonly Edit[]): Document {
  const values = pending.reduce((tree, edit) => applied(tree, edit.changes.map(changeOf)), document.confirmed);
  return { ...document, pending, values };
}

/** Whether the one edit that was pending was made just as it was sent, so that every value is shown already. */
function isAsExpected({ pending }: Document, { id, changes }: Changed): boolean {
  const [sent, ...others] = pending;
  return sent?.id === id && others.length === 0 && JSON.stringify(sent.changes) === JSON.stringify(changes);
}

/** The document with a session, which tells what of one's own is done. */
function met(document: Document, meeting: MeetingOf): Document {
  return { ...document, meeting, acts: document.acts.filter((act) => !meeting.done.includes(act.id)) };
}

/** Who is here, after somebody came, moved or left. */
function gathered(before: ReadonlyMap<string, PersonOf>, message: People): ReadonlyMap<string, PersonOf> {
  const people = new Map(message.is_whole ? [] : before);
  for (const person of message.people) people.set(person.id, person);
  for (const id of message.gone) people.delete(id);
  return people;
}

/** A picture with what differs taken over; null where a difference comes without what it differs from. */
function pictured(before: Picture | undefined, message: PictureOf): Picture | null {
  if (before === undefined && !message.is_whole) return null;
  const parts = new Map(message.is_whole ? [] : before?.parts);
  for (const part of message.parts) parts.set(part.id, part);
  const order = message.order ?? before?.order ?? [];
  if (message.order !== null) {
    const known = new Set(message.order);
    for (const id of parts.keys()) if (!known.has(id)) parts.delete(id);
  }
  return {
    n: message.n,
    view: message.view,
    width: message.width,
    height: message.height,
    title: message.title,
    description: message.description,
    isSettled: message.is_settled,
    order,
    parts,
    zones: message.zones,
  };
}
