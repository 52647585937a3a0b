/** A line of text that somebody types in a session. */

import type { ReactNode } from "react";

const LONGEST = 2_000;

interface Props {
  readonly label: string;
  /** what stands there while it is empty; the label where that says enough */
  readonly hint?: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

export function LineField({ label, hint = label, value, onValue }: Props): ReactNode {
  return (
    <input
      className="text-field"
      aria-label={label}
      placeholder={hint}
      maxLength={LONGEST}
      autoComplete="off"
      value={value}
      onChange={(event) => onValue(event.target.value)}
    />
  );
}
