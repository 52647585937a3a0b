import { useCallback, useEffect, useState } from "react";

export interface Asked<Answer> {
  /** null until it is there */
  readonly answer: Answer | null;
  /** why there is none; '' where nothing went wrong */
  readonly problem: string;
  readonly again: () => void;
}

/** What the server answers; `ask` stays the same function for the same question. */
export function useAsked<Answer>(ask: () => Promise<Answer>): Asked<Answer> {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [problem, setProblem] = useState("");
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn asks the same question again
  useEffect(() => {
    let isWanted = true;
    ask().then(
      (given) => {
        if (!isWanted) return;
        setAnswer(given);
        setProblem("");
      },
      (error: unknown) => {
        if (isWanted) setProblem(reason(error));
      },
    );
    return () => {
      isWanted = false;
    };
  }, [ask, turn]);
  const again = useCallback(() => setTurn((now) => now + 1), []);
  return { answer, problem, again };
}

/** An error in words for people. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
