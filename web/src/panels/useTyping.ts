/** Text while it is being typed: how it is understood, what it may be completed to, and the value that it stands for. */

import { useEffect, useMemo, useState } from "react";
import type { Understood } from "../generated/protocol";
import { holderOf, isDifferent, valueAt } from "../lib/path";
import { placeMeant } from "../lib/places";
import { type Field, meaningOf } from "../lib/schema";
import { fromJson, type Tree, type Value } from "../lib/tree";
import { useStudio } from "../studio/studio";
import { type Choice, choicesOf, completed, suggested } from "./completion";

/** Kinds of fields that take any text as it is, so that there is nothing to read. */
export const AS_WRITTEN = new Set(["text", "any"]);

export interface Typing {
  readonly reading: Understood | null;
  readonly choices: readonly Choice[];
  /** the choice that the arrows have come to; -1 for none */
  readonly chosen: number;
  readonly choose: (at: number) => void;
  /** the text with the choice taken */
  readonly take: (at: number) => string;
  /** whether the text cannot be understood, so that sending it would only be refused */
  readonly isWrong: boolean;
  readonly valueNow: () => Value;
}

/** `text` is null while nothing is being typed. */
export function useTyping(field: Field, path: string, text: string | null, values: Tree): Typing {
  const isRead = field.isAddress || field.refersTo !== "" || !AS_WRITTEN.has(field.kind);
  const asked = text === null || !field.isAddress ? text : placeMeant(values, text);
  const reading = useReading(path, isRead ? asked : null, text);
  useForeseen(field, path, isRead ? null : text, values);
  const [chosen, setChosen] = useState<{ text: string | null; at: number }>({ text: null, at: -1 });
  const isTyping = text !== null;
  const all = useMemo(() => (isTyping ? choicesOf(field, path, values) : []), [isTyping, field, path, values]);
  const choices = text === null ? [] : suggested(field, all, text);
  return {
    reading: reading?.text === text ? reading.answer : null,
    choices,
    chosen: chosen.text === text ? Math.min(chosen.at, choices.length - 1) : -1,
    choose: (at) => setChosen({ text, at }),
    take: (at) => (choices[at] === undefined ? (text ?? "") : completed(field, text ?? "", choices[at])),
    isWrong: reading?.text === text && reading.answer.error !== "",
    valueNow: () => {
      const answer = reading?.text === text ? reading.answer : null;
      return answer === null || answer.error !== "" || answer.is_empty
        ? meaningOf(field, text ?? "", path, values)
        : fromJson(answer.value);
    },
  };
}

interface Answered {
  readonly text: string;
  readonly answer: Understood;
}

/** How the server understands the text, which is asked as the path that it may name; the last answer stays until then. */
function useReading(path: string, asked: string | null, text: string | null): Answered | null {
  const { room } = useStudio();
  const [answered, setAnswered] = useState<Answered | null>(null);
  useEffect(() => {
    if (asked === null || text === null) return undefined;
    let isLate = false;
    void room.read(path, asked).then((answer) => {
      if (!isLate && answer !== null) setAnswered({ text, answer });
    });
    return () => {
      isLate = true;
    };
  }, [room, path, asked, text]);
  return asked === null || text === null ? null : answered;
}

/** What words would change is worked out while they are typed, as it is for what the server reads. */
function useForeseen(field: Field, path: string, text: string | null, values: Tree): void {
  const { room } = useStudio();
  useEffect(() => {
    if (text === null || valueAt(values, holderOf(path)) === undefined) return;
    const change = { path, value: meaningOf(field, text, path, values) };
    if (isDifferent(values, change)) room.foresee([[change]]);
  }, [room, field, path, text, values]);
}
