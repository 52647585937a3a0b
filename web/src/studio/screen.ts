/** What is on the screen: views, selection, what is being typed, dialogs; nothing of it belongs to the atlas. */

import { Store } from "../lib/store";
import type { Side } from "../lib/structure";
import type { Tree } from "../lib/tree";

/** The page's own views; all others are drawn by Python. */
export const TABLE = "table";

export type Dialog = "none" | "palette" | "shortcuts" | "export" | "versions" | "glossary" | "name" | "log";
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
  readonly severity: "info" | "warning" | "error";
  readonly text: string;
}

export interface Screen {
  /** the names of the views that are shown: one, or two side by side */
  readonly views: readonly string[];
  /** paths; the last one is where the keyboard is */
  readonly selection: readonly string[];
  readonly typing: Typing | null;
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
    sending: null,
    placing: null,
    dialog: "none",
    log: null,
    hasHistory: false,
    search: null,
    isPresenting: false,
    theme: theme === "light" || theme === "dark" ? theme : "system",
    by: window.localStorage.getItem("flowatlas:by") ?? "",
    session: "gone",
    isRunning: false,
    settingUp: null,
    messages: [],
    pointed: [],
  });
}

let lastMessage = 0;

/** Tell the person something; shown for a while, and read out. */
export function say(screen: Store<Screen>, text: string, severity: Message["severity"] = "info"): void {
  lastMessage += 1;
  const message = { id: lastMessage, severity, text };
  screen.set((now) => ({ messages: [...now.messages.slice(-3), message] }));
}

/** Sign changes with this name from now on, in this browser. */
export function keepName(screen: Store<Screen>, by: string): void {
  if (by === "") window.localStorage.removeItem("flowatlas:by");
  else window.localStorage.setItem("flowatlas:by", by);
  screen.set({ by });
}
