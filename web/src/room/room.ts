/** One atlas in the page: the document, its connection, and what can be asked of the server. */

import type { Act, Brought, ChangeOf, Edit, Here, Notice, Refused, Told, Understood } from "../generated/protocol";
import type { Change } from "../lib/path";
import { placeName } from "../lib/places";
import { randomId } from "../lib/randomId";
import { toJson } from "../lib/tree";
import { isAllowed, may } from "../people/rights";
import { texts } from "../texts/people";
import { Connection, type Link } from "./connection";
import { acted, type Document, EMPTY, edited, told, turned } from "./document";
import type { Verb } from "./preview";

export interface Listener {
  /** `place`: what the edit was about, as it was called then; '' where that is not known */
  readonly onRefused: (refused: Refused, edit: Edit | null, place: string) => void;
  readonly onNotice: (notice: Notice) => void;
  readonly onBrought: (brought: Brought) => void;
  /** an edit that this link does not allow was not even begun */
  readonly onForbidden: () => void;
}

type TurnVerb = Exclude<Verb, "edit">;

/** So many milliseconds a change, or a picture, waits for what is to be shown with it. */
const HELD = 80;

export class Room {
  private document: Document = EMPTY;
  private link: Link = "connecting";
  private readonly connection: Connection;
  private readonly subscribers = new Set<() => void>();
  private readonly watchers = new Set<() => void>();
  private whereabouts: Here | null = null;
  private ending = "";
  private readonly questions = new Map<string, (answer: Understood | null) => void>();
  private looks: readonly string[] = [];
  /** undo and redo that nobody has answered yet */
  private readonly asked = new Set<string>();
  private by = "";
  /** what edits that nobody has answered yet are about: by then it may have no name any more */
  private readonly places = new Map<string, string>();
  private isTelling = false;
  private later = 0;
  private readonly turn = new MessageChannel();

  constructor(
    readonly key: string,
    private readonly listener: Listener,
  ) {
    this.turn.port1.onmessage = () => {
      this.isTelling = false;
      this.tell();
    };
    for (const edit of kept<Edit>("pending", this.key)) this.document = edited(this.document, edit);
    for (const act of kept<Act>("acts", this.key)) this.document = acted(this.document, act);
    const scheme = window.location.protocol === "https:" ? "wss" : "ws";
    const address = `${scheme}://${window.location.host}/api/atlases/${encodeURIComponent(key)}/live?session=${session()}`;
    this.connection = new Connection(address, {
      onLink: (next) => this.linked(next),
      onTold: (message) => this.take(message),
      onEnded: (reason) => {
        this.ending = reason || texts.ended;
        this.tell();
      },
    });
  }

  readonly subscribe = (subscriber: () => void): (() => void) => {
    this.subscribers.add(subscriber);
    return () => this.subscribers.delete(subscriber);
  };

  /** Be told whenever somebody comes, moves or leaves; that is far too often for everything else. */
  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  readonly getDocument = (): Document => this.document;
  readonly getLink = (): Link => this.link;

  /** Why the connection ended for good; '' where it did not. */
  readonly getEnding = (): string => this.ending;

  /** Who the changes are by; '' for nobody in particular. */
  signAs(name: string): void {
    this.by = name;
  }

  /** Make changes that belong together; shown at once, sent again after a break until they are acknowledged. */
  edit(changes: readonly Change[], label: string): void {
    if (changes.length === 0) return;
    if (!isAllowed(this.document.right, changes)) {
      this.listener.onForbidden();
      return;
    }
    const edit: Edit = {
      type: "edit",
      id: randomId(),
      changes: changes.map(sendable),
      label,
      by: this.by,
      base: this.document.n,
    };
    this.places.set(edit.id, placeName(this.document.values, edit.changes[0]?.path ?? ""));
    this.connection.send(edit);
    this.know(edited(this.document, edit));
    this.tell();
  }

  /** Have it worked out what that will show which may be done next: one of these edits, the likeliest first, or undo or redo. */
  foresee(edits: readonly (readonly Change[])[], verbs: readonly TurnVerb[] = []): void {
    if (edits.length + verbs.length > 0 && may(this.document.right, "edit"))
      this.connection.send({ type: "foresee", edits: edits.map((changes) => changes.map(sendable)), verbs });
  }

  /** Do something in the session; sent again after a break until it is acknowledged. */
  act(what: Act["what"]): void {
    const act: Act = { type: "act", id: randomId(), what };
    this.connection.send(act);
    this.know(acted(this.document, act));
    this.tell();
  }

  undo(): void {
    this.ask("undo");
  }

  redo(): void {
    this.ask("redo");
  }

  /** Whether an undo or redo is on its way, so that what can be done next is not known yet. */
  isAsking(): boolean {
    return this.asked.size > 0;
  }

  /** Have the pictures of these views sent, now and after every change. */
  look(views: readonly string[]): void {
    if (views.join("\n") === this.looks.join("\n")) return;
    this.looks = views;
    this.connection.send({ type: "look", views });
  }

  /** Say where I am; said again after a break. */
  stand(here: Here): void {
    this.whereabouts = here;
    this.connection.send(here);
  }

  /** Bring everybody to where I am. */
  bring(): void {
    this.connection.send({ type: "bring" });
  }

  /** Have a view worked out anew that takes long. */
  workOut(view: string): void {
    this.connection.send({ type: "ask", view });
  }

  /** How a typed value is understood; null where nobody answers. */
  read(path: string, text: string): Promise<Understood | null> {
    const id = randomId();
    return new Promise((resolve) => {
      if (!this.connection.send({ type: "read", id, path, text })) resolve(null);
      else this.questions.set(id, resolve);
    });
  }

  close(): void {
    window.clearTimeout(this.later);
    this.connection.close();
    this.turn.port1.close();
  }

  private ask(type: TurnVerb): void {
    const id = randomId();
    if (!this.connection.send({ type, id, by: this.by })) return;
    this.asked.add(id);
    this.know(turned(this.document, type, id));
    this.tell();
  }

  private linked(link: Link): void {
    this.link = link;
    if (link === "open") {
      if (this.looks.length > 0) this.connection.send({ type: "look", views: this.looks });
      if (this.whereabouts !== null) this.connection.send(this.whereabouts);
      for (const edit of this.document.pending) this.connection.send(edit);
      for (const act of this.document.acts) this.connection.send(act);
    } else {
      for (const answer of this.questions.values()) answer(null);
      this.questions.clear();
      this.asked.clear();
    }
    this.tell();
  }

  private take(message: Told): void {
    if (message.type === "understood") {
      this.questions.get(message.id)?.(message);
      this.questions.delete(message.id);
      return;
    }
    if (message.type === "preview") {
      this.document = told(this.document, message);
      return;
    }
    if (message.type === "people") {
      this.document = told(this.document, message);
      for (const watcher of this.watchers) watcher();
      return;
    }
    if (message.type === "brought") {
      this.listener.onBrought(message);
      return;
    }
    const refused =
      message.type === "refused" ? this.document.pending.find((edit) => edit.id === message.id) : undefined;
    if (message.type === "changed" || message.type === "refused") this.asked.delete(message.id);
    const { figured } = this.document;
    this.know(told(this.document, message));
    // The pictures of a state come behind the change that led to it, and its figures behind them.
    const isFirst = message.type === "picture" && figured !== null && figured.n < message.n;
    if (message.type === "save" || message.type === "changed" || isFirst) this.tellLater();
    else this.tellSoon();
    if (message.type === "refused")
      this.listener.onRefused(message, refused ?? null, this.places.get(message.id) ?? "");
    if (message.type === "changed" || message.type === "refused") this.places.delete(message.id);
    if (message.type === "notice") this.listener.onNotice(message);
  }

  private know(document: Document): void {
    if (document.pending !== this.document.pending) keep("pending", this.key, document.pending);
    if (document.acts !== this.document.acts) keep("acts", this.key, document.acts);
    this.document = document;
  }

  /** The answers to one change come as several messages; what has arrived by now is shown together. */
  private tellSoon(): void {
    if (this.isTelling) return;
    this.isTelling = true;
    this.turn.port2.postMessage(null);
  }

  /** Values and pictures wait for the figures that follow them, so that all is drawn once; ours are shown already. */
  private tellLater(): void {
    if (this.later === 0) this.later = window.setTimeout(() => this.tell(), HELD);
  }

  private tell(): void {
    window.clearTimeout(this.later);
    this.later = 0;
    for (const subscriber of this.subscribers) subscriber();
  }
}

function sendable(change: Change): ChangeOf {
  return { path: change.path, value: toJson(change.value), is_nothing: change.isNothing ?? false };
}

/** This tab's own id, kept over a reload so that undo goes on where it was. */
export function session(): string {
  const known = window.sessionStorage.getItem("flowatlas:session");
  const id = known ?? randomId();
  if (known === null) window.sessionStorage.setItem("flowatlas:session", id);
  return id;
}

type Unanswered = "pending" | "acts";

function keep(what: Unanswered, key: string, messages: readonly object[]): void {
  if (messages.length > 0) window.sessionStorage.setItem(`flowatlas:${what}:${key}`, JSON.stringify(messages));
  else window.sessionStorage.removeItem(`flowatlas:${what}:${key}`);
}

function kept<Message extends Edit | Act>(what: Unanswered, key: string): Message[] {
  const text = window.sessionStorage.getItem(`flowatlas:${what}:${key}`);
  // Only this page writes it.
  return text === null ? [] : (JSON.parse(text) as Message[]);
}
