/** The head of a column; its right edge is dragged to make the column wider or narrower. */

import { type PointerEvent, type ReactNode, useRef } from "react";
import { texts } from "../texts/table";
import type { Column } from "./sheet";
import { widen } from "./widths";

export function ColumnHead({ column, index }: { column: Column; index: number }): ReactNode {
  const head = useRef<HTMLTableCellElement>(null);
  /** how far the pointer is from the width that it stands for */
  const held = useRef<number | null>(null);
  const down = (event: PointerEvent): void => {
    if (event.button !== 0 || head.current === null) return;
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    held.current = event.clientX - head.current.offsetWidth;
  };
  const move = (event: PointerEvent): void => {
    if (held.current !== null) widen(column.name, event.clientX - held.current);
  };
  const leave = (): void => {
    held.current = null;
  };
  return (
    <th ref={head} scope="col" data-column={column.name} aria-colindex={index + 2} title={column.field.explanation}>
      {column.title}
      <span
        className="col-edge"
        // The keyboard has commands for it.
        aria-hidden="true"
        title={texts.columnEdge(column.title)}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={leave}
        onPointerCancel={leave}
        onDoubleClick={() => widen(column.name, null)}
      />
    </th>
  );
}
