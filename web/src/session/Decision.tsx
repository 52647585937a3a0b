/** A decision, written down in a moment: it stands in the roadmap from then on. */

import { type FormEvent, type ReactNode, useId, useState } from "react";
import { join } from "../lib/path";
import { newId } from "../lib/structure";
import type { Tree } from "../lib/tree";
import { say } from "../studio/screen";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { LineField } from "./LineField";

export function Decision(): ReactNode {
  const { room, screen } = useStudio();
  const [text, setText] = useState("");
  const [because, setBecause] = useState("");
  const id = useId();
  const write = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === "") return;
    const record: Tree = new Map([
      ["on", today()],
      ["text", text.trim()],
      ...(because.trim() === "" ? [] : [["because", because.trim()] as const]),
    ]);
    room.edit([{ path: join("roadmap", "decisions", newId(text, "decision")), value: record }], texts.decision);
    say(screen, texts.writtenDown);
    setText("");
    setBecause("");
  };
  return (
    <section className="session-part" aria-labelledby={id}>
      <h3 id={id}>{texts.decision}</h3>
      <form className="session-line" onSubmit={write}>
        <LineField label={texts.decisionHint} value={text} onValue={setText} />
        {text.trim() !== "" && <LineField label={texts.because} value={because} onValue={setBecause} />}
        <button type="submit" className="button" aria-disabled={text.trim() === ""}>
          {texts.writeDown}
        </button>
      </form>
    </section>
  );
}

/** The day where the people are. */
function today(): string {
  const now = new Date();
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
