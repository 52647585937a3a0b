/** All parts of a picture, those below first. */

import { memo, type ReactNode, useMemo } from "react";
import type { Picture } from "../room/document";
import { useScreen } from "../studio/studio";
import { cardOf } from "./boards";
import { isStep } from "./here";
import { Part } from "./Part";
import { usePaintKeys } from "./turns";
import { keyOf } from "./walk";

/** How the drawing grows. Whenever its size changes, the browser lays out all that is on it anew. */
const ROOM = 512;

interface PartsProps {
  readonly picture: Picture;
  /** the paths of what is searched for; all others stand back. null: no search */
  readonly matches: readonly string[] | null;
  /** whether cards can be put elsewhere */
  readonly canEdit: boolean;
}

export const Parts = memo(function Parts({ picture, matches, canEdit }: PartsProps): ReactNode {
  const pointed = useScreen((screen) => screen.pointed);
  const found = useMemo(() => (matches === null ? null : new Set(matches)), [matches]);
  const keys = usePaintKeys(picture.order);
  return (
    <svg className="picture" width={roomFor(picture.width)} height={roomFor(picture.height)} aria-hidden="true">
      {picture.order.map((id, at) => {
        const part = picture.parts.get(id);
        return part === undefined ? null : (
          <Part
            key={keys[at]}
            part={part}
            isDim={found !== null && !found.has(keyOf(part))}
            isPointed={pointed.includes(part.path)}
            isCard={canEdit && part.changes.length === 0 && !isStep(part.path) && cardOf(picture, part.path) !== null}
          />
        );
      })}
    </svg>
  );
});

function roomFor(length: number): number {
  return Math.ceil(length / ROOM) * ROOM;
}
