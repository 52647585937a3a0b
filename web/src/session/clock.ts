/** The clock that everybody sees: what is left by the server's time, how it is shown, and when it is worth a word. */

import type { MeetingOf, TimerOf } from "../generated/protocol";

export type Tone = "still" | "running" | "near" | "over";

const NEAR = 60;
/** Of a short time its last quarter is near the end. */
const NEAR_SHARE = 1 / 4;

/** How many seconds this machine's clock is ahead of the server's, by what is told of the session as it arrives. */
export class Clock {
  private ahead: number | null = null;
  private last: MeetingOf | null = null;

  hear(meeting: MeetingOf, here: number): void {
    if (meeting === this.last) return;
    this.last = meeting;
    const ahead = here - meeting.now;
    // Messages are late, never early: the one that took least is the closest.
    this.ahead = this.ahead === null || Math.abs(ahead - this.ahead) > NEAR ? ahead : Math.min(this.ahead, ahead);
  }

  /** The server's time at a time of this machine, seconds since 1970. */
  there(here: number): number {
    return here - (this.ahead ?? 0);
  }
}

/** Seconds that are left; less than nothing once the time is over. */
export function secondsLeft(timer: TimerOf, now: number): number {
  return timer.is_running ? timer.left - (now - timer.at) : timer.left;
}

export function toneOf(timer: TimerOf, left: number): Tone {
  if (left <= 0) return "over";
  if (!timer.is_running) return "still";
  return left <= Math.min(NEAR, timer.length * NEAR_SHARE) ? "near" : "running";
}

/** “4:05”; over time “+0:20”. A second counts as left until it is over. */
export function shownTime(left: number): string {
  const seconds = left > 0 ? Math.ceil(left) : Math.floor(-left);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const two = (number: number): string => String(number).padStart(2, "0");
  const words = hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  return left > 0 || seconds === 0 ? words : `+${words}`;
}

/** Milliseconds until other figures are shown. */
export function nextTick(left: number): number {
  const part = left - Math.floor(left);
  return Math.ceil((part === 0 ? 1 : part) * 1000) + 5;
}
