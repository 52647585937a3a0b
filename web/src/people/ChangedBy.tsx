/** Who is changing a value just now, below its field. */

import type { ReactNode } from "react";
import { usePeople } from "../studio/studio";
import { texts } from "../texts/people";
import { called, colourOf, othersAmong } from "./faces";
import { Round } from "./Round";

export function ChangedBy({ path }: { path: string }): ReactNode {
  const id = usePeople(({ people, you }) => othersAmong(people, you).find(({ typing }) => typing === path)?.id);
  const person = usePeople(({ people }) => (id === undefined ? undefined : people.get(id)));
  if (person === undefined) return null;
  return (
    <p className={`changed-by ${colourOf(person)}`} role="status">
      <Round person={person} isSmall={true} />
      {texts.changedBy(called(person))}
    </p>
  );
}
