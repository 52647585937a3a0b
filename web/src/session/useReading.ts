/** How the server understands what is typed for a value. */

import { useCallback, useEffect, useState } from "react";
import type { Understood } from "../generated/protocol";
import { useStudio } from "../studio/studio";

export interface Reading {
  /** the last answer about what is typed now; null before it is there, or where nothing is typed */
  readonly answer: Understood | null;
  /** the answer about a text, waited for; null where nobody answers */
  readonly ask: (text: string) => Promise<Understood | null>;
}

export function useReading(path: string, text: string): Reading {
  const { room } = useStudio();
  const [known, setKnown] = useState<{ key: string; answer: Understood } | null>(null);
  const key = `${path}\n${text.trim()}`;
  const ask = useCallback((asked: string) => room.read(path, asked.trim()), [room, path]);
  useEffect(() => {
    if (text.trim() === "") return undefined;
    let isLate = false;
    void ask(text).then((answer) => {
      if (!isLate && answer !== null) setKnown({ key: `${path}\n${text.trim()}`, answer });
    });
    return () => {
      isLate = true;
    };
  }, [ask, path, text]);
  return { answer: known?.key === key ? known.answer : null, ask };
}
