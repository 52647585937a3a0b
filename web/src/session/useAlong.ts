/** Which of the values that were shown is open: the one that the group talks about, or another that one opened oneself. */

import { useEffect, useRef, useState } from "react";
import type { RoundOf } from "../generated/protocol";
import { useStudio } from "../studio/studio";
import { usePointedAt } from "./usePointedAt";

export interface Along {
  /** the path of the value that is open; '' for none */
  readonly shown: string;
  /** the path of the value that the group talks about, where this page shows something else; else '' */
  readonly away: string;
  readonly open: (path: string) => void;
  readonly comeBack: () => void;
}

/** `first` is open before anybody leads to another one; whoever leads takes all along, except who is typing. */
export function useAlong(round: RoundOf, leads: boolean, first: string): Along {
  const { room, screen } = useStudio();
  // What was put away is only looked at again.
  const talkedAbout = round.state === "revealed" ? round.discussed : "";
  const front = talkedAbout || first;
  const [own, setOwn] = useState<string | null>(null);
  const [last, setLast] = useState(front);
  const led = useRef("");
  if (front !== last) {
    setLast(front);
    if (own === null && front !== led.current && isTyping()) setOwn(last);
  }
  const shown = own ?? front;
  const along = shown === talkedAbout ? shown : "";
  const isBusy = screen.get().typing !== null || screen.get().typingAside !== "";
  usePointedAt(leads || isBusy ? "" : along);
  useEffect(() => {
    if (along !== "") document.querySelector(".session .spread[data-open]")?.scrollIntoView({ block: "nearest" });
  }, [along]);
  const open = (path: string): void => {
    if (!leads || path === "") {
      setOwn(path);
      return;
    }
    led.current = path;
    setOwn(null);
    room.act({ do: "discuss", round: round.id, path });
  };
  return {
    shown,
    away: along === "" ? talkedAbout : "",
    open,
    comeBack: () => setOwn(null),
  };
}

/** Whether there are words in a field that would be lost, or slip away, were something else opened. */
function isTyping(): boolean {
  const field = document.activeElement;
  return (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.value !== "";
}
