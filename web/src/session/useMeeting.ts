/** The session at hand for its components: as it will be, who one is in it, and the server's time. */

import { useEffect, useReducer } from "react";
import type { MeetingOf, TimerOf } from "../generated/protocol";
import { may } from "../people/rights";
import { useDocument, useScreen } from "../studio/studio";
import { Clock, nextTick, secondsLeft } from "./clock";
import { foreseen } from "./meeting";

const clock = new Clock();

/** The session with what one did oneself; null before the first one. */
export function useMeeting(): MeetingOf | null {
  const told = useDocument(({ meeting }) => {
    if (meeting !== null) clock.hear(meeting, Date.now() / 1000);
    return meeting;
  });
  const acts = useDocument((document) => document.acts);
  return told === null || told.state === "none" ? null : foreseen(told, acts);
}

/** Whether the session stands in the place of the map, which cannot be reached meanwhile. */
export function useIsCovered(): boolean {
  const hasMeeting = useMeeting() !== null;
  return useScreen(({ session }) => session === "whole") && hasMeeting;
}

/** Seconds that are left just now; null where there is no clock. */
export function useLeft(timer: TimerOf | null): number | null {
  const [, tick] = useReducer((count: number) => count + 1, 0);
  const left = timer === null ? null : secondsLeft(timer, clock.there(Date.now() / 1000));
  const isRunning = timer?.is_running === true;
  useEffect(() => {
    if (!isRunning || left === null) return undefined;
    const later = window.setTimeout(tick, nextTick(left));
    return () => window.clearTimeout(later);
  });
  return left;
}

/** Whether one may take part: write, estimate, vote. */
export function useTakesPart(): boolean {
  return useDocument(({ right }) => may(right, "comment"));
}

/** Whether one may run the session. */
export function useMayRun(): boolean {
  return useDocument(({ right }) => may(right, "edit"));
}

/** Whether what whoever runs the session needs is shown here. */
export function useRuns(): boolean {
  const isRunning = useScreen((screen) => screen.isRunning);
  return useMayRun() && isRunning;
}
