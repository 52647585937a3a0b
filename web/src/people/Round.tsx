/** Somebody as a round with the letters of their name, or a number. */

import type { ReactNode } from "react";
import type { PersonOf } from "../generated/protocol";
import { colourOf, letters } from "./faces";

export function Round({ person, isSmall = false }: { person: PersonOf; isSmall?: boolean }): ReactNode {
  const isNamed = person.name.trim() !== "";
  return (
    <span
      className={`round ${colourOf(person)}${isSmall ? " is-small" : ""}`}
      data-letters={isNamed ? letters(person.name) : person.colour + 1}
    />
  );
}
