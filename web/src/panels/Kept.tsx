/** What is kept as it is and has no form: a small list to read. */

import type { ReactNode } from "react";
import type { Tree, Value } from "../lib/tree";
import { linesOf } from "./kept";

export function Kept({ value, values }: { readonly value: Value; readonly values: Tree }): ReactNode {
  return (
    <ul className="kept">
      {linesOf(value, values).map(({ key, text, more }) => (
        <li key={key}>
          {text}
          {more !== "" && <span className="quiet"> · {more}</span>}
        </li>
      ))}
    </ul>
  );
}
