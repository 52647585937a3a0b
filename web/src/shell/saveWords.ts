/** The state of the work in words: whether it is in the file, on its way there, or only here. */

import type { SaveState } from "../generated/protocol";
import type { Link } from "../room/connection";
import { texts } from "../texts/shell";
import type { Sign } from "./Icon";

export interface SaveWords {
  readonly tone: "calm" | "busy" | "warning" | "error";
  readonly sign: Sign;
  readonly words: string;
  readonly explanation: string;
}

/** What to say; `pending` counts the changes that the server has not acknowledged. */
export function saveWords(save: SaveState, link: Link, isLoaded: boolean, pending: number, file: string): SaveWords {
  if (!isLoaded) {
    return link === "broken"
      ? { tone: "error", sign: "warning", words: texts.noConnection, explanation: texts.noConnectionLong(pending) }
      : { tone: "busy", sign: "waiting", words: texts.opening, explanation: texts.opening };
  }
  if (link !== "open") {
    return { tone: "error", sign: "warning", words: texts.offline(pending), explanation: texts.offlineLong(pending) };
  }
  switch (save.state) {
    case "refusing":
      return { tone: "error", sign: "warning", words: texts.refusing, explanation: save.message };
    case "held":
      return { tone: "warning", sign: "warning", words: texts.held, explanation: texts.heldLong(save.message) };
    case "saving":
      return { tone: "busy", sign: "waiting", words: texts.saving, explanation: texts.savingLong(file) };
    case "saved":
      return pending > 0
        ? { tone: "busy", sign: "waiting", words: texts.saving, explanation: texts.savingLong(file) }
        : { tone: "calm", sign: "check", words: texts.saved, explanation: texts.savedLong(file) };
  }
}
