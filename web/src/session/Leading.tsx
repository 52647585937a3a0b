/** Who leads: a choice of everybody who may, and offered to them where nobody does. */

import { type ReactNode, useEffect, useState } from "react";
import { usePeople, useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { keepRunning } from "./kept";

/** Milliseconds for which whoever leads may be gone: to load their page anew, or over a break. */
const ABSENT = 4_000;

function useRun(): (isRunning: boolean) => void {
  const { room, screen } = useStudio();
  return (isRunning) => {
    keepRunning(room.key, isRunning);
    screen.set({ isRunning, settingUp: null });
  };
}

export function RunsHere({ runs }: { readonly runs: boolean }): ReactNode {
  const run = useRun();
  return (
    <label className="tick session-runs">
      <input type="checkbox" checked={runs} onChange={(event) => run(event.target.checked)} />
      <span>
        {texts.run}
        <small>{texts.runLong}</small>
      </span>
    </label>
  );
}

/** What whoever may lead is told where nobody does any more. */
export function Leaderless(): ReactNode {
  const run = useRun();
  const isLed = usePeople(({ people, you }) => !people.has(you) || [...people.values()].some(({ leads }) => leads));
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (isLed) return undefined;
    const timer = window.setTimeout(() => setLong(true), ABSENT);
    return () => window.clearTimeout(timer);
  }, [isLed]);
  if (isLed || !isLong) return null;
  return (
    <p className="session-hint" role="status">
      {texts.leaderless}{" "}
      <button type="button" className="link" onClick={() => run(true)}>
        {texts.lead}
      </button>
    </p>
  );
}
