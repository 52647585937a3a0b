/** How many open comments there are on what is drawn; a click opens them. */

import { type ReactNode, useMemo } from "react";
import { useUnscaled } from "../people/Others";
import { boundsOf } from "../picture/geometry";
import type { Viewport } from "../picture/viewport";
import type { Picture } from "../room/document";
import { useDocument, useStudio } from "../studio/studio";
import { texts } from "../texts/people";
import { openAt, placeOf, threadsIn } from "./threads";

interface BadgesProps {
  readonly picture: Picture;
  readonly viewport: Viewport;
}

export function Badges({ picture, viewport }: BadgesProps): ReactNode {
  const { screen } = useStudio();
  const comments = useDocument((document) => document.values.get("comments"));
  const values = useDocument((document) => document.values);
  const layer = useUnscaled(viewport);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what else changes in the atlas is no comment
  const open = useMemo(() => openAt(picture, threadsIn(values)), [picture, comments]);
  return (
    <div ref={layer} className="badges">
      {[...open].map(([id, threads]) => {
        const part = picture.parts.get(id);
        const [thread] = threads;
        if (part === undefined || thread === undefined) return null;
        const { x, y, width } = boundsOf(part);
        return (
          <button
            key={id}
            type="button"
            className="badge"
            // The keyboard comes to comments by their command, with what is selected.
            tabIndex={-1}
            aria-label={texts.badge(threads.length, placeOf(values, thread.about))}
            style={{ left: x + width, top: y }}
            onClick={() =>
              screen.set({
                selection: [part.path || thread.about],
                typing: null,
                hasHistory: false,
                comments: { about: part.path || thread.about, thread: thread.id },
              })
            }
          >
            {threads.length}
          </button>
        );
      })}
    </div>
  );
}
