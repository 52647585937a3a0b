/** What the page knows of an atlas: values by path, what is not acknowledged yet, pictures and figures; plain data. */

import type {
  Act,
  Changed,
  ChangeOf,
  Edit,
  FindingOf,
  Hello,
  MeetingOf,
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
import { foreseen, NOTHING_SEEN, type Sight, seen, type Verb, withFigures, withPicture, withPreview } from "./preview";
import { type PartAt, shifted } from "./shifted";

export interface Picture {
  readonly n: number;
  readonly view: string;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly isSettled: boolean;
  readonly order: readonly string[];
  readonly parts: ReadonlyMap<string, PartAt>;
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
  /** an undo or redo that the server has not acknowledged, where it is known what it changes; older than all that is pending */
  readonly turned: { readonly id: string; readonly changes: readonly ChangeOf[] } | null;
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
  turned: null,
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
  const known = withAhead(document, "edit", edit.id, edit);
  return withPending(known, [...document.pending, edit]);
}

/** The document with an undo or redo of ours; as it was where nobody has foreseen what that does. */
export function turned(document: Document, verb: Exclude<Verb, "edit">, id: string): Document {
  if (document.pending.length > 0 || document.turned !== null) return document;
  const known = withAhead(document, verb, id, null);
  const { ahead } = known;
  if (ahead?.id !== id) return document;
  return withPending({ ...known, turned: { id, changes: ahead.changes } }, known.pending);
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
      const isOwn = document.turned?.id === message.id || document.pending.some((edit) => edit.id === message.id);
      const known = {
        ...document,
        // What somebody else did is not in a preview.
        ...seen({ ...document, possible: [], ahead: isOwn ? document.ahead : null }),
        n: message.n,
        findings: message.findings,
        canUndo: message.can_undo,
        canRedo: message.can_redo,
        views: message.views ?? document.views,
      };
      if (isAsExpected(document, message)) return { ...known, confirmed: document.values, turned: null, pending: [] };
      const confirmed = applied(document.confirmed, message.changes.map(changeOf));
      return withPending({ ...known, confirmed, ...left(document, message.id) });
    }
    case "refused":
      return withPending({
        ...document,
        ...seen({ ...document, ahead: document.ahead?.id === message.id ? null : document.ahead }),
        ...left(document, message.id),
        acts: document.acts.filter((act) => act.id !== message.id),
      });
    case "save":
      return { ...document, save: message };
    case "figures":
      return { ...document, ...withFigures(document, message) };
    case "picture": {
      const picture = pictured(document.drawn.get(message.view), message);
      return picture === null ? document : { ...document, ...withPicture(document, picture) };
    }
    case "preview": {
      if (message.n !== document.n || isOnItsWay(document)) return document;
      const pictures = message.pictures.map((picture) => pictured(document.drawn.get(picture.view), picture));
      return { ...document, ...withPreview(document, message, pictures) };
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

function changeOf(change: ChangeOf): Change {
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
      possible: [],
      ahead: null,
    }),
    // Undo and redo are not sent again after a break.
    turned: null,
  };
  return withPending(known);
}

/** The document with what was foreseen of something that is done now; the last one stays while nothing took its place. */
function withAhead(document: Document, verb: Verb, id: string, edit: Edit | null): Document {
  const found = isOnItsWay(document) ? null : foreseen(document.possible, verb, edit);
  const ahead = document.ahead ?? (found === null ? null : { ...found, id });
  return { ...document, ...seen({ ...document, possible: [], ahead }) };
}

/** Whether there is something of ours that the server has not acknowledged. */
export function isOnItsWay({ pending, turned }: Document): boolean {
  return pending.length > 0 || turned !== null;
}

/** What is not acknowledged once this is, or is refused. */
function left({ turned, pending }: Document, id: string): Pick<Document, "turned" | "pending"> {
  return { turned: turned?.id === id ? null : turned, pending: pending.filter((edit) => edit.id !== id) };
}

function withPending(document: Document, pending = document.pending): Document {
  const made = document.turned === null ? pending : [document.turned, ...pending];
  const values = made.reduce((tree, { changes }) => applied(tree, changes.map(changeOf)), document.confirmed);
  return { ...document, pending, values };
}

/** Whether the one thing on its way was made just as it was sent or foreseen, so that every value is shown already. */
function isAsExpected({ pending, turned }: Document, { id, changes }: Changed): boolean {
  const [sent, ...others] = turned === null ? pending : [turned, ...pending];
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
  const parts = new Map<string, PartAt>(message.is_whole ? [] : before?.parts);
  for (const part of message.parts) parts.set(part.id, part);
  for (const { x, y, ids } of message.shifts) {
    for (const id of ids) {
      const part = parts.get(id);
      if (part !== undefined) parts.set(id, shifted(part, x, y));
    }
  }
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
