/** The others on a map: their pointers with names, what they chose, and what they are changing. */

import { type CSSProperties, type ReactNode, useLayoutEffect, useRef } from "react";
import type { PersonOf } from "../generated/protocol";
import { boundsOf, grown, type Rect } from "../picture/geometry";
import type { Viewport } from "../picture/viewport";
import { nearestPart, partAt } from "../picture/walk";
import type { Picture } from "../room/document";
import { useLink, usePeople, useScreen } from "../studio/studio";
import { texts } from "../texts/people";
import { called, colourOf, letters, othersAmong } from "./faces";

/** Outlines of one person: more would only hide the map. */
const MOST_OUTLINED = 8;

interface OthersProps {
  readonly picture: Picture;
  readonly viewport: Viewport;
}

export function Others({ picture, viewport }: OthersProps): ReactNode {
  const people = usePeople((document) => document.people);
  const you = usePeople((document) => document.you);
  const isHere = useLink() === "open";
  const layer = useUnscaled(viewport);
  const others = isHere ? othersAmong(people, you) : [];
  return (
    <div ref={layer} className="others" aria-hidden="true">
      {others.map((person) => (
        <Chosen key={person.id} person={person} picture={picture} />
      ))}
      <Refused picture={picture} />
      {others.map(
        (person) =>
          person.view === picture.view && person.pointer !== null && <Pointer key={person.id} person={person} />,
      )}
    </div>
  );
}

/** What stands on a map keeps its size on the screen, however large the map is shown. */
export function useUnscaled(viewport: Viewport): { current: HTMLDivElement | null } {
  const layer = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    let last = 0;
    const write = (): void => {
      const { scale } = viewport.get();
      if (scale !== last) layer.current?.style.setProperty("--unscaled", String(1 / scale));
      last = scale;
    };
    write();
    return viewport.subscribe(write);
  }, [viewport]);
  return layer;
}

function Chosen({ person, picture }: { person: PersonOf; picture: Picture }): ReactNode {
  const typed = person.typing === "" ? null : nearestPart(picture, person.typing);
  // What somebody types, in the table for one, is shown wherever it stands; what they chose, where they look at it.
  const paths = person.view === picture.view ? person.selection.slice(-MOST_OUTLINED) : [];
  const chosen = paths.flatMap((path) => partAt(picture, path) ?? []);
  const parts = [...new Set(typed === null ? chosen : [...chosen.filter((part) => part !== typed), typed])];
  return parts.map((part) => (
    <div
      key={part.id}
      className={`others-chosen ${colourOf(person)}`}
      data-typing={part === typed ? "" : undefined}
      style={styleOf(grown(boundsOf(part), 5))}
    >
      <span className="others-tag">
        {part === typed ? texts.changedBy(called(person)) : letters(called(person))}
        {part === typed && <i className="others-dots" />}
      </span>
    </div>
  ));
}

function Pointer({ person }: { person: PersonOf }): ReactNode {
  const [x, y] = person.pointer ?? [0, 0];
  return (
    <div className={`others-pointer ${colourOf(person)}`} style={{ translate: `${x}px ${y}px` }}>
      <svg width="18" height="20" viewBox="0 0 18 20" aria-hidden="true">
        <path d="M2 1.5v14.6l4-3.5 2.5 5.7 2.6-1.1-2.5-5.6 5.3-.4z" />
      </svg>
      {/* Another place begins its time anew: who rests for a while is only an arrow. */}
      <span key={`${x} ${y}`} className="others-name">
        {called(person)}
      </span>
    </div>
  );
}

/** What an edit was about that was refused. */
function Refused({ picture }: { picture: Picture }): ReactNode {
  const refused = useScreen((screen) => screen.refused);
  const parts = new Set(refused.flatMap((path) => nearestPart(picture, path) ?? []));
  return [...parts].map((part) => (
    <div key={part.id} className="others-chosen is-refused" style={styleOf(grown(boundsOf(part), 5))} />
  ));
}

function styleOf({ x, y, width, height }: Rect): CSSProperties {
  return { height, left: x, top: y, width };
}
