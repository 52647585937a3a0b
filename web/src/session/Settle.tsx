/** What the group agrees on for a value: one of what was said, or something typed; an ordinary edit. */

import { type FormEvent, type ReactNode, useId, useState } from "react";
import type { ValueOf } from "../generated/protocol";
import { fromJson } from "../lib/tree";
import { say } from "../studio/screen";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { ReadBack } from "./ReadBack";
import { bars } from "./spread";
import { useReading } from "./useReading";

export function Settle({ value, onSettled }: { readonly value: ValueOf; readonly onSettled: () => void }): ReactNode {
  const { room, screen } = useStudio();
  const [text, setText] = useState("");
  const id = useId();
  const reading = useReading(value.path, text);
  const isWrong = reading.answer !== null && reading.answer.error !== "";
  const offered = [...new Set(bars(value.said).flatMap(({ said, place }) => (place === null ? [] : [said.text])))];
  const settle = async (words: string): Promise<void> => {
    const answer = await reading.ask(words);
    if (answer === null || answer.error !== "" || answer.is_empty) return;
    room.edit([{ path: value.path, value: fromJson(answer.value) }], texts.settleWith(value.name));
    say(screen, texts.settled(value.name, words));
    setText("");
    onSettled();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== "") void settle(text);
  };
  return (
    <form className="settle" onSubmit={submit}>
      <div className="chips">
        {offered.map((words) => (
          <button key={words} type="button" className="chip" onClick={() => void settle(words)}>
            {texts.take(words)}
          </button>
        ))}
      </div>
      <div className="session-line">
        <input
          className="text-field"
          aria-label={texts.settleLabel(value.name)}
          placeholder={texts.settleOn}
          aria-describedby={id}
          aria-invalid={isWrong}
          autoComplete="off"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button" aria-disabled={text.trim() === "" || isWrong}>
          {texts.settle}
        </button>
      </div>
      <ReadBack id={id} answer={text.trim() === "" ? null : reading.answer} />
    </form>
  );
}
