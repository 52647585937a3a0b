/** Somebody as a round with the letters of their name. */

import type { ReactNode } from "react";
import type { PersonOf } from "../generated/protocol";
import { called, colourOf, letters } from "./faces";

export function Round({ person, isSmall = false }: { person: PersonOf; isSmall?: boolean }): ReactNode {
  const name = person.name.trim() === "" ? String(person.colour + 1) : called(person);
  return (
    <span className={`round ${colourOf(person)}${isSmall ? " is-small" : ""}`} aria-hidden="true">
      {person.name.trim() === "" ? name : letters(name)}
    </span>
  );
}
