import { describe, expect, it } from "vitest";
import type { MeetingOf, TimerOf } from "../generated/protocol";
import { Clock, nextTick, secondsLeft, shownTime, toneOf } from "./clock";

const timer = (left: number, isRunning = true, length = 600): TimerOf => ({
  left,
  length,
  is_running: isRunning,
  at: 1000,
});

describe("a clock", () => {
  it("runs by the server's time, and stands still where it is stopped", () => {
    expect(secondsLeft(timer(300), 1020)).toBe(280);
    expect(secondsLeft(timer(300, false), 1020)).toBe(300);
    expect(secondsLeft(timer(10), 1030)).toBe(-20);
  });

  it("tells when the end is near, of a short time only its last part", () => {
    expect(toneOf(timer(600), 61)).toBe("running");
    expect(toneOf(timer(600), 60)).toBe("near");
    expect(toneOf(timer(60, true, 60), 20)).toBe("running");
    expect(toneOf(timer(60, true, 60), 15)).toBe("near");
    expect(toneOf(timer(30, false), 30)).toBe("still");
    expect(toneOf(timer(600), 0)).toBe("over");
  });

  it("shows minutes and seconds, and how much it is over time", () => {
    expect(shownTime(300)).toBe("5:00");
    expect(shownTime(299.2)).toBe("5:00");
    expect(shownTime(0.4)).toBe("0:01");
    expect(shownTime(0)).toBe("0:00");
    expect(shownTime(-0.4)).toBe("0:00");
    expect(shownTime(-65)).toBe("+1:05");
    expect(shownTime(3661)).toBe("1:01:01");
  });

  it.each([300, 299.2, 0.4, 0, -0.4, -12.7])("shows something else after the next tick, from %f seconds", (left) => {
    const wait = nextTick(left) / 1000;

    expect(shownTime(left - wait)).not.toBe(shownTime(left));
    expect(wait).toBeLessThan(1.1);
  });
});

describe("the time of the server", () => {
  const told = (now: number): MeetingOf => ({ now }) as MeetingOf;

  it("is that of the message that took the least time", () => {
    const clock = new Clock();
    clock.hear(told(100), 105.3);
    clock.hear(told(110), 115.1);
    clock.hear(told(120), 125.9);

    expect(clock.there(200)).toBeCloseTo(194.9);
  });

  it("is that of this machine before anything is told", () => {
    expect(new Clock().there(200)).toBe(200);
  });
});
