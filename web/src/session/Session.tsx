/** Where the session stands on the screen: beside the map, in its place on a phone, or folded to a strip over it. */

import { type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import type { MeetingOf } from "../generated/protocol";
import { later } from "../lib/later";
import { useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { toneOf } from "./clock";
import { keptRunning } from "./kept";
import { news } from "./meeting";
import { Strip } from "./Strip";
import { usualSize } from "./size";
import { useLeft, useMeeting } from "./useMeeting";
import "../styles/session.css";

const Panel = later(() => import("./Panel"));
const StartDialog = later(() => import("./StartDialog"));

export function Session(): ReactNode {
  const { room, screen } = useStudio();
  const meeting = useMeeting();
  const size = useScreen((now) => now.session);
  const settingUp = useScreen((now) => now.settingUp);
  const state = meeting?.state ?? "none";
  useEffect(() => {
    if (state === "on" && screen.get().session === "gone")
      screen.set({ session: usualSize(), isRunning: screen.get().isRunning || keptRunning(room.key) });
  }, [room, screen, state]);
  const before = useRef(size);
  useEffect(() => {
    const isOther = before.current !== size && before.current !== "gone";
    before.current = size;
    // Whoever folded it, or opened it, goes on from there.
    if (isOther && document.activeElement === document.body)
      document.querySelector<HTMLElement>(".session h2, .session-strip .button")?.focus();
  }, [size]);
  return (
    <>
      <News meeting={meeting} />
      {meeting !== null && size === "folded" && <Strip meeting={meeting} />}
      <Suspense fallback={null}>
        {meeting !== null && (size === "beside" || size === "whole") && <Panel meeting={meeting} size={size} />}
        {settingUp === "session" && <StartDialog onClose={() => screen.set({ settingUp: null })} />}
      </Suspense>
    </>
  );
}

/** How the session goes on, read out; nobody's focus moves for it. */
function News({ meeting }: { readonly meeting: MeetingOf | null }): ReactNode {
  const last = useRef<MeetingOf | null>(null);
  const [words, setWords] = useState("");
  const timer = meeting?.timer ?? null;
  const left = useLeft(timer);
  const tone = timer === null || left === null ? "still" : toneOf(timer, left);
  const heard = useRef(tone);
  useEffect(() => {
    const told = meeting === null ? "" : news(last.current, meeting);
    last.current = meeting;
    if (told !== "") setWords(told);
  }, [meeting]);
  useEffect(() => {
    const before = heard.current;
    heard.current = tone;
    if (before === tone || timer === null || left === null) return;
    if (tone === "near") setWords(texts.nearEnd(texts.minutesWords(Math.ceil(left))));
    if (tone === "over" && before !== "still") setWords(texts.timeUp);
  }, [tone, timer, left]);
  return (
    <p className="unseen" role="status">
      {words}
    </p>
  );
}
