/** A picture to be looked at only, fitted into its place. */

import type { ReactNode } from "react";
import { Part } from "../picture/Part";
import type { Picture } from "../room/document";

export function Still({ picture }: { picture: Picture }): ReactNode {
  const { width, height, order, parts, title, description } = picture;
  return (
    <svg
      className="still picture"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${title}. ${description}`}
    >
      {order.map((id) => {
        const part = parts.get(id);
        return part === undefined ? null : <Part key={id} part={part} isDim={false} isPointed={false} />;
      })}
    </svg>
  );
}
