/** The clock that everybody sees, and the buttons of whoever runs the session. */

import { type ReactNode, useEffect, useRef, useState } from "react";
import type { MeetingOf, TimerOf } from "../generated/protocol";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { toneOf } from "./clock";
import { around } from "./meeting";
import { TimeShown } from "./TimeShown";
import { useLeft } from "./useMeeting";

const USUAL = 5 * 60;
const SOUND = "flowatlas:sound";

interface TimerProps {
  readonly meeting: MeetingOf;
  readonly runs: boolean;
}

export function Timer({ meeting, runs }: TimerProps): ReactNode {
  const { timer } = meeting;
  if (timer === null && !runs) return null;
  const { now } = around(meeting);
  const planned = now !== null && now.minutes > 0 ? now.minutes * 60 : null;
  return (
    <div className="session-clock">
      {timer !== null && (
        <div className="session-time">
          <TimeShown timer={timer} />
          <Sound timer={timer} />
        </div>
      )}
      {runs && <Buttons timer={timer} length={timer?.length ?? planned ?? USUAL} />}
    </div>
  );
}

function Buttons({ timer, length }: { readonly timer: TimerOf | null; readonly length: number }): ReactNode {
  const { room } = useStudio();
  const left = Math.max(0, useLeft(timer) ?? 0);
  const set = (seconds: number, isRunning: boolean): void =>
    room.act({ do: "timer", seconds: Math.round(seconds), is_running: isRunning });
  if (timer === null)
    return (
      <button type="button" className="button" onClick={() => set(length, true)}>
        {texts.startTimer} ({texts.minutes(length / 60)})
      </button>
    );
  return (
    <div className="session-buttons">
      {timer.is_running ? (
        <button type="button" className="button" onClick={() => set(left, false)}>
          {texts.pause}
        </button>
      ) : (
        <button type="button" className="button" onClick={() => set(left > 0 ? left : length, true)}>
          {texts.goOn}
        </button>
      )}
      <button type="button" className="button" onClick={() => set(left + 60, true)}>
        {texts.oneMore}
      </button>
      <button type="button" className="button" onClick={() => set(length, false)}>
        {texts.reset}
      </button>
    </div>
  );
}

/** A tone at the end for who wants one; only in this browser. */
function Sound({ timer }: { readonly timer: TimerOf }): ReactNode {
  const [isOn, setOn] = useState(() => window.localStorage.getItem(SOUND) !== null);
  const left = useLeft(timer) ?? 0;
  const tone = toneOf(timer, left);
  const before = useRef(tone);
  useEffect(() => {
    if (isOn && tone === "over" && before.current === "near") ring();
    before.current = tone;
  }, [isOn, tone]);
  const choose = (isWanted: boolean): void => {
    setOn(isWanted);
    if (isWanted) window.localStorage.setItem(SOUND, "yes");
    else window.localStorage.removeItem(SOUND);
  };
  return (
    <label className="session-sound">
      <input type="checkbox" checked={isOn} onChange={(event) => choose(event.target.checked)} />
      {texts.sound}
    </label>
  );
}

function ring(): void {
  const audio = new AudioContext();
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = 660;
  volume.gain.setValueAtTime(0.25, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 1.2);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 1.2);
  tone.onended = () => void audio.close();
}
