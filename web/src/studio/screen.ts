/** What is on the screen: views, selection, what is being typed, dialogs; nothing of it belongs to the atlas. */

import { Store } from "../lib/store";
import type { Side } from "../lib/structure";
import type { Tree } from "../lib/tree";

/** The page's own views; all others are drawn by Python. */
export const TABLE = "table";

export type Dialog =
  | "none"
  | "palette"
  | "shortcuts"
  | "export"
  | "versions"
  | "glossary"
  | "name"
  | "log"
  | "share"
  | "welcome";
export type Theme = "light" | "dark" | "system";
/** How the session is shown: not at all, as a strip over the map, beside it, or in its place. */
export type SessionSize = "gone" | "folded" | "beside" | "whole";
export type Exercise = "write" | "estimate" | "vote" | "1-2-4-all";

/** What is not there yet and is made once its first value is confirmed: a step beside another, or a remark on something. */
export type Draft =
  | { readonly kind: "step"; readonly beside: string; readonly side: Side }
  | {
      readonly kind: "remark";
      readonly about: string;
      readonly fields: Tree;
      /** where it is typed, in the picture; else where that is which it is about */
      readonly at?: { readonly x: number; readonly y: number };
      /** one of several beside each other: Tab goes on to the next one */
      readonly isOneOfMany?: boolean;
    };

/** A value that is being typed where it stands; `text` is what the typing starts with, null for what stands there. */
export interface Typing {
  readonly path: string;
  readonly text: string | null;
  readonly draft?: Draft;
}

export interface Message {
  readonly id: number;
  /** the next one on the same thing takes its place */
  readonly topic: string;
  readonly severity: "info" | "warning" | "error";
  readonly text: string;
  /** what can be done about it */
  readonly act?: Act;
}

export interface Act {
  readonly words: string;
  readonly run: () => void;
}

/** The comments beside the map: those on what is selected (`about` a path), or all of them; one of them in front. */
export interface CommentsShown {
  readonly about: string | null;
  readonly thread: string | null;
}

export interface Screen {
  /** the names of the views that are shown: one, or two side by side */
  readonly views: readonly string[];
  /** paths; the last one is where the keyboard is */
  readonly selection: readonly string[];
  readonly typing: Typing | null;
  /** the path of what is typed beside the map, in the table or in the details; '' for nothing */
  readonly typingAside: string;
  /** the person whose view this one follows */
  readonly following: string | null;
  readonly comments: CommentsShown | null;
  /** the paths of an edit that was refused a moment ago */
  readonly refused: readonly string[];
  /** the step whose work is sent back, while the step that it goes back to is being chosen */
  readonly sending: string | null;
  /** the records that are put elsewhere, while the place that they go to is being chosen */
  readonly placing: readonly string[] | null;
  readonly dialog: Dialog;
  /** the event log that was dropped, while its dialog is open */
  readonly log: File | null;
  readonly hasHistory: boolean;
  /** null: no search; else the words */
  readonly search: string | null;
  readonly isPresenting: boolean;
  readonly theme: Theme;
  /** who the changes are by; '' for nobody in particular */
  readonly by: string;
  /** what they speak for; '' for nothing in particular */
  readonly role: string;
  readonly session: SessionSize;
  /** whether this page shows what whoever runs the session needs */
  readonly isRunning: boolean;
  /** what is being set up: a session, or something for everybody to do in it */
  readonly settingUp: "session" | Exercise | null;
  readonly messages: readonly Message[];
  /** paths that are pointed at from elsewhere, such as an answer */
  readonly pointed: readonly string[];
}

export function newScreen(): Store<Screen> {
  const theme = window.localStorage.getItem("flowatlas:theme");
  return new Store<Screen>({
    views: ["practice"],
    selection: [],
    typing: null,
    typingAside: "",
    following: null,
    comments: null,
    refused: [],
    sending: null,
    placing: null,
    dialog: "none",
    log: null,
    hasHistory: false,
    search: null,
    isPresenting: false,
    theme: theme === "light" || theme === "dark" ? theme : "system",
    by: window.localStorage.getItem("flowatlas:by") ?? "",
    role: window.localStorage.getItem("flowatlas:role") ?? "",
    session: "gone",
    isRunning: false,
    settingUp: null,
    messages: [],
    pointed: [],
  });
}

let lastMessage = 0;

/** Tell the person something; shown for a while, and read out. */
export function say(
  screen: Store<Screen>,
  text: string,
  severity: Message["severity"] = "info",
  act?: Act,
  topic = text,
): void {
  lastMessage += 1;
  const message = { id: lastMessage, topic, severity, text, ...(act === undefined ? {} : { act }) };
  const others = (now: Screen): Message[] => now.messages.filter((one) => one.topic !== topic);
  screen.set((now) => ({ messages: [...others(now).slice(-3), message] }));
}

/** Be called so, and speak for this role, from now on, in this browser. */
export function keepName(screen: Store<Screen>, by: string, role: string): void {
  for (const [name, value] of Object.entries({ by, role })) {
    if (value === "") window.localStorage.removeItem(`flowatlas:${name}`);
    else window.localStorage.setItem(`flowatlas:${name}`, value);
  }
  screen.set({ by, role });
}
