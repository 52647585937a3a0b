/** What is drawn over a picture: what is chosen, what is under way, and the handle that joins steps. */

import type { ReactNode } from "react";
import type { ZoneOf } from "../generated/protocol";
import type { Picture } from "../room/document";
import { boundsOf, coreOf, grown, type Point, type Rect } from "./geometry";
import type { Gesture } from "./gestures";
import { isStep } from "./here";
import { Part } from "./Part";
import { partAt } from "./walk";

interface OverlayProps {
  readonly picture: Picture;
  readonly selection: readonly string[];
  readonly hovered: string | null;
  readonly gesture: Gesture;
  readonly canEdit: boolean;
}

export function Overlay({ picture, selection, hovered, gesture, canEdit }: OverlayProps): ReactNode {
  const withHandle = [hovered, selection.at(-1)].find((path) => path !== null && path !== undefined && isStep(path));
  return (
    <svg
      className="overlay"
      data-busy={gesture.kind === "none" ? undefined : ""}
      width={picture.width}
      height={picture.height}
      aria-hidden="true"
    >
      {selection.map((path, at) => (
        <Chosen key={path} picture={picture} path={path} isLast={at === selection.length - 1} />
      ))}
      {canEdit && withHandle !== undefined && withHandle !== null && gesture.kind === "none" && (
        <Handle picture={picture} path={withHandle} />
      )}
      <UnderWay picture={picture} gesture={gesture} />
    </svg>
  );
}

function Chosen({ picture, path, isLast }: { picture: Picture; path: string; isLast: boolean }): ReactNode {
  const part = partAt(picture, path);
  if (part === null) return null;
  const rect = grown(boundsOf(part), 5);
  const corners: Point[] = [
    rect,
    { x: rect.x + rect.width, y: rect.y },
    { x: rect.x, y: rect.y + rect.height },
    { x: rect.x + rect.width, y: rect.y + rect.height },
  ];
  return (
    <g className="chosen" data-last={isLast ? "" : undefined}>
      <rect className="chosen-halo" {...rect} rx={6} />
      <rect className="chosen-line" {...rect} rx={6} />
      {corners.map(({ x, y }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a corner is its number
        <rect key={at} className="chosen-corner" x={x - 3.5} y={y - 3.5} width={7} height={7} rx={1.5} />
      ))}
    </g>
  );
}

function Handle({ picture, path }: { picture: Picture; path: string }): ReactNode {
  const part = picture.parts.get(path);
  if (part === undefined || part.shapes[0]?.shape !== "box") return null;
  const box = coreOf(part);
  const [x, y] = [box.x + box.width, box.y + box.height / 2];
  return (
    <g className="handle" data-handle="" data-part={path} data-path={path}>
      <circle className="handle-target" cx={x} cy={y} r={13} />
      <circle className="handle-dot" cx={x} cy={y} r={7} />
      <path className="handle-sign" d={`M${x - 3} ${y}h6m-2.5 -2.5l2.5 2.5l-2.5 2.5`} />
    </g>
  );
}

function UnderWay({ picture, gesture }: { picture: Picture; gesture: Gesture }): ReactNode {
  if (gesture.kind === "box") return <rect className="box" {...gesture.rect} />;
  if (gesture.kind === "step") {
    return (
      <>
        <g className="dragged" transform={`translate(${gesture.by.x} ${gesture.by.y})`}>
          {gesture.paths.map((path) => {
            const part = picture.parts.get(path);
            return part === undefined ? null : (
              <Part key={path} part={part} isDim={false} isPointed={false} isCard={false} />
            );
          })}
        </g>
        {gesture.drop !== null && <Mark rect={gesture.drop.mark} />}
      </>
    );
  }
  if (gesture.kind === "card") {
    return (
      <>
        {gesture.zones.map((zone) => (
          <Zone key={`${zone.name} ${zone.x} ${zone.y}`} zone={zone} isOver={zone === gesture.over} />
        ))}
        <g className="dragged" transform={`translate(${gesture.by.x} ${gesture.by.y})`}>
          {gesture.held
            .flatMap(({ parts }) => parts)
            .map((part) => (
              <Part key={part.id} part={part} isDim={false} isPointed={false} isCard={false} />
            ))}
        </g>
      </>
    );
  }
  if (gesture.kind !== "join") return null;
  const part = picture.parts.get(gesture.from);
  if (part === undefined) return null;
  const box = coreOf(part);
  const joined = gesture.joined;
  const start = { x: box.x + box.width, y: box.y + box.height / 2 };
  return (
    <>
      {joined !== null && joined.kind === "rework" && <rect className="join-target" {...joined.mark} rx={6} />}
      {joined !== null && joined.kind === "parallel" && <rect className="ghost" {...joined.mark} rx={4} />}
      <path className={`join-line${joined?.kind === "rework" ? " is-back" : ""}`} d={arc(start, gesture.to)} />
    </>
  );
}

/** A line that bows upwards, so that it can be told from the flow. */
function arc(start: Point, end: Point): string {
  const up = Math.min(start.y, end.y) - Math.min(90, Math.abs(end.x - start.x) / 3);
  return `M${start.x} ${start.y}Q${(start.x + end.x) / 2} ${up} ${end.x} ${end.y}`;
}

/** A place that takes what is dragged, with its name. */
function Zone({ zone, isOver }: { zone: ZoneOf; isOver: boolean }): ReactNode {
  const { x, y, width, height, name } = zone;
  return (
    <g className="zone" data-zone={name} data-over={isOver ? "" : undefined}>
      <rect x={x} y={y} width={width} height={height} rx={6} />
      <text x={x + width - 10} y={y + 4}>
        {name}
      </text>
    </g>
  );
}

function Mark({ rect }: { rect: Rect }): ReactNode {
  return <rect className="drop-mark" {...rect} rx={2} />;
}
