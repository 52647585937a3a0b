/** Under what is being typed: how it is understood, and what it may be completed to. */

import type { ReactNode } from "react";
import { texts } from "../texts/panels";
import type { Typing } from "./useTyping";

interface TypingHelpProps {
  readonly id: string;
  readonly typing: Typing;
  readonly onTake: (text: string) => void;
}

export function TypingHelp({ id, typing, onTake }: TypingHelpProps): ReactNode {
  const { reading, choices, chosen } = typing;
  return (
    <>
      {choices.length > 0 && (
        <div id={`${id}-choices`} role="listbox" aria-label={texts.suggestions} className="choices">
          {choices.map((choice, at) => (
            <div
              key={choice.text}
              id={`${id}-choice-${at}`}
              role="option"
              tabIndex={-1}
              aria-selected={at === chosen}
              className="choice"
              // Not a click: the field would lose the focus before, and with it what is being typed.
              onPointerDown={(event) => {
                event.preventDefault();
                onTake(typing.take(at));
              }}
            >
              {choice.label}
            </div>
          ))}
        </div>
      )}
      <p
        id={`${id}-reading`}
        className={`reading ${reading !== null && reading.error !== "" ? "wrong" : ""}`}
        aria-live="polite"
      >
        {reading === null ? "" : reading.error === "" ? reading.sentence : `${reading.error}. ${reading.hint}`}
      </p>
    </>
  );
}

/** What a field for typing tells of the choices under it. */
export function comboAttributes(
  id: string,
  typing: Typing,
): {
  role?: "combobox";
  "aria-autocomplete"?: "list";
  "aria-expanded"?: boolean;
  "aria-controls"?: string;
  "aria-activedescendant"?: string;
} {
  if (typing.choices.length === 0) return {};
  return {
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": true,
    "aria-controls": `${id}-choices`,
    ...(typing.chosen >= 0 ? { "aria-activedescendant": `${id}-choice-${typing.chosen}` } : {}),
  };
}

/** Whether an arrow key moved through the choices. */
export function movedChoice(key: string, typing: Typing): boolean {
  const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
  if (step === 0 || typing.choices.length === 0) return false;
  const count = typing.choices.length;
  typing.choose(typing.chosen < 0 && step < 0 ? count - 1 : (typing.chosen + step + count) % count);
  return true;
}
