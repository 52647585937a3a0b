/** A part of a picture as SVG, drawn as render/svg.py draws it; what its roles look like is in the looks. */

import { memo, type ReactNode } from "react";
import type { PartOf } from "../generated/protocol";
import type { PartAt } from "../room/shifted";
import { boundsOf, linePath, markPath } from "./geometry";
import { keyOf } from "./walk";

type Shape = PartOf["shapes"][number];

/** The least width and height of what can be pointed at. */
const TARGET = 24;

interface PartProps {
  readonly part: PartAt;
  readonly isDim: boolean;
  readonly isPointed: boolean;
  /** whether it can be taken elsewhere */
  readonly isCard: boolean;
}

export const Part = memo(function Part({ part, isDim, isPointed, isCard }: PartProps): ReactNode {
  const key = keyOf(part);
  const { from } = part;
  return (
    <g
      transform={from === undefined ? undefined : `translate(${from.x} ${from.y})`}
      className={`part part-${part.role}${key === "" ? "" : " has-path"}${isCard ? " is-card" : ""}`}
      data-part={part.id}
      data-path={key === "" ? undefined : key}
      data-offer={part.changes.length > 0 ? "" : undefined}
      data-dim={isDim ? "" : undefined}
      data-pointed={isPointed ? "" : undefined}
    >
      <Shapes part={from?.part ?? part} />
    </g>
  );
});

const Shapes = memo(function Shapes({ part }: { part: PartOf }): ReactNode {
  const key = keyOf(part);
  return (
    <>
      {part.shapes.map((shape, at) => (
        // Shapes of a part have no names; their number is what stays with them.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <ShapeOf key={at} shape={shape} />
      ))}
      {((key !== "" && key === part.id) || part.role === "invitation") && <Hit part={part} />}
    </>
  );
});

/** Room around thin shapes, so that they can be hit. */
function Hit({ part }: { part: PartOf }): ReactNode {
  if (part.role === "rework") {
    return part.shapes.map((shape) =>
      shape.shape === "line" ? <path key="hit" className="hit-line" d={linePath(shape).path} /> : null,
    );
  }
  const { x, y, width, height } = boundsOf(part);
  // Bars of a ladder stand close together, and each is as wide as its time.
  const aside = part.role === "bar" ? 1 : Math.max(2, (TARGET - width) / 2);
  const above = Math.max(2, (TARGET - height) / 2);
  return <rect className="hit" x={x - aside} y={y - above} width={width + 2 * aside} height={height + 2 * above} />;
}

function ShapeOf({ shape }: { shape: Shape }): ReactNode {
  const className = `role-${shape.role}`;
  switch (shape.shape) {
    case "box":
      return (
        <rect
          className={className}
          x={shape.x}
          y={shape.y}
          width={shape.width}
          height={shape.height}
          rx={shape.radius === 0 ? undefined : shape.radius}
        />
      );
    case "dot":
      return <circle className={className} cx={shape.x} cy={shape.y} r={shape.radius} />;
    case "mark":
      return <path className={`${className} mark`} d={markPath(shape)} />;
    case "line": {
      const { path, head } = linePath(shape);
      return (
        <>
          <path className={className} d={path} />
          {head !== null && <path className={`${className} head`} d={head} />}
        </>
      );
    }
    case "text":
      return (
        <text
          className={className}
          x={shape.x}
          y={shape.y}
          fontSize={shape.size}
          textAnchor={shape.anchor === "start" ? undefined : shape.anchor}
          fontWeight={shape.is_bold ? 600 : undefined}
          xmlSpace="preserve"
        >
          {shape.text}
        </text>
      );
  }
}
