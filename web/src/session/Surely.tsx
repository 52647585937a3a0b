/** A button for what cannot be taken back: it asks once before. */

import { type ReactNode, useEffect, useRef, useState } from "react";

interface SurelyProps {
  readonly words: string;
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => void;
}

export function Surely({ words, question, yes, no, onYes }: SurelyProps): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const wasAsking = useRef(false);
  useEffect(() => {
    // The button that was pressed is not there any more.
    if (isAsking !== wasAsking.current) box.current?.querySelector("button")?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  return (
    <div ref={box} className="session-surely">
      {isAsking ? (
        <>
          <p role="alert">{question}</p>
          <div className="session-buttons">
            <button type="button" className="button" onClick={() => setAsking(false)}>
              {no}
            </button>
            <button
              type="button"
              className="button primary"
              onClick={() => {
                setAsking(false);
                onYes();
              }}
            >
              {yes}
            </button>
          </div>
        </>
      ) : (
        <button type="button" className="button" onClick={() => setAsking(true)}>
          {words}
        </button>
      )}
    </div>
  );
}
