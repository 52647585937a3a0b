/** What is said where there is no atlas to show, such as a file that was moved away. */

import { type ReactNode, useEffect, useState } from "react";
import { getAtlas, ProblemError } from "../api";
import { useSelected } from "../lib/store";
import { useDocument, useLink, useStudio } from "../studio/studio";
import { texts } from "../texts/shell";

const GONE = 404;

export function Missing({ reason }: { reason: string }): ReactNode {
  return (
    <main className="missing">
      <h1>{texts.missing}</h1>
      <p>{reason}</p>
      <a className="button primary" href="/">
        {texts.toHome}
      </a>
    </main>
  );
}

/** Why the atlas cannot be opened, or is gone; '' while it may yet be there. It is not tried again then. */
export function useTrouble(): string {
  const { room } = useStudio();
  const ending = useSelected({ get: room.getEnding, subscribe: room.subscribe }, (reason) => reason);
  const isLoaded = useDocument((document) => document.isLoaded);
  const isBroken = useLink() === "broken";
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    if (!isBroken) return;
    // A live connection that is refused does not tell why; the same question over HTTP does.
    getAtlas(room.key).then(
      () => undefined,
      (error: unknown) => {
        if (!(error instanceof ProblemError) || (isLoaded && error.status !== GONE)) return;
        setTrouble(error.message);
        room.close();
      },
    );
  }, [room, isLoaded, isBroken]);
  return ending || trouble;
}
