/** A picture to be looked at only, fitted into its place; all of it, or some of its parts. */

import type { ReactNode } from "react";
import type { PartOf } from "../generated/protocol";
import type { Rect } from "../picture/geometry";
import { Part } from "../picture/Part";
import type { Picture } from "../room/document";

interface StillProps {
  readonly picture: Picture;
  readonly only?: { readonly parts: readonly PartOf[]; readonly frame: Rect };
}

export function Still({ picture, only }: StillProps): ReactNode {
  const { title, description } = picture;
  const parts = only?.parts ?? picture.order.flatMap((id) => picture.parts.get(id) ?? []);
  const { x, y, width, height } = only?.frame ?? { x: 0, y: 0, width: picture.width, height: picture.height };
  return (
    <svg
      className="still picture"
      viewBox={`${x} ${y} ${width} ${height}`}
      role="img"
      aria-label={`${title}. ${description}`}
    >
      {parts.map((part) => (
        <Part key={part.id} part={part} isDim={false} isPointed={false} isCard={false} />
      ))}
    </svg>
  );
}
