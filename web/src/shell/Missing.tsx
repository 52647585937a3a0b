/** What is said where there is no atlas to show, such as a file that was moved away. */

import { type ReactNode, useEffect, useState } from "react";
import { getAtlas, ProblemError } from "../api";
import { useDocument, useLink, useStudio } from "../studio/studio";
import { texts } from "../texts/shell";

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

/** Why the atlas cannot be opened; '' while it may yet be. What cannot be opened is not tried again. */
export function useTrouble(): string {
  const { room } = useStudio();
  const isLoaded = useDocument((document) => document.isLoaded);
  const isBroken = useLink() === "broken";
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    if (isLoaded || !isBroken) return;
    // A live connection that is refused does not tell why; the same question over HTTP does.
    getAtlas(room.key).then(
      () => undefined,
      (error: unknown) => {
        if (!(error instanceof ProblemError)) return;
        setTrouble(error.message);
        room.close();
      },
    );
  }, [room, isLoaded, isBroken]);
  return isLoaded ? "" : trouble;
}
