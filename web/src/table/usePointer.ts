/** The mouse in the table: cells and rows are clicked and dragged over; rows are dragged to their new place. */

import { type MouseEvent, type PointerEvent, useRef, useState } from "react";
import { split } from "../lib/path";
import { moved, type Side } from "../lib/structure";
import type { Tree } from "../lib/tree";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/table";
import { at, type Cell, columnOf, type Place, rangeOf, rowsIn } from "./place";
import { isOpen, NAME, SECTION, type Sheet } from "./sheet";
import type { Go } from "./useSheetPlace";

interface Pointer {
  readonly sheet: Sheet;
  readonly values: Tree;
  readonly place: Place;
  readonly go: Go;
  readonly type: () => void;
  readonly table: { readonly current: HTMLTableElement | null };
}

interface Drop {
  readonly row: string;
  readonly side: Extract<Side, "behind" | "before">;
}

interface Handlers {
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerUp: (event: PointerEvent) => void;
  readonly onPointerCancel: () => void;
  readonly onDoubleClick: (event: MouseEvent) => void;
}

const SLOP = 4;

export function usePointer({ sheet, values, place, go, type, table }: Pointer): {
  drop: Drop | null;
  handlers: Handlers;
} {
  const { room } = useStudio();
  const [drop, setDrop] = useState<Drop | null>(null);
  const held = useRef<{ kind: "cells" | "rows"; y: number; isMoving: boolean } | null>(null);

  const down = (event: PointerEvent): void => {
    const hit = hitAt(event.target);
    const head = headAt(event.target);
    if (event.button !== 0 || (hit === null && head === undefined)) return;
    // The cell takes the focus when it is drawn as the one with the keyboard.
    event.preventDefault();
    table.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
    if (hit === null) {
      if (head !== undefined) go(columnOf(sheet, head, event.shiftKey ? place.from.column : head));
      return;
    }
    held.current = { kind: hit.column === null ? "rows" : "cells", y: event.clientY, isMoving: false };
    const cell: Cell = { row: hit.row, column: hit.column ?? NAME };
    const isInRows = place.isRows && rowsIn(sheet, rangeOf(sheet, place)).some((row) => row.key === hit.row);
    if (event.shiftKey) go({ cell, from: place.from, isRows: hit.column === null });
    else if (hit.column !== null) go(at(cell));
    else if (!isInRows) go({ cell, from: cell, isRows: true });
  };

  const move = (event: PointerEvent): void => {
    const now = held.current;
    if (now === null || event.buttons !== 1) return;
    const hit = hitAt(document.elementFromPoint(event.clientX, event.clientY));
    if (hit === null) return;
    if (now.kind === "cells") {
      const cell = { row: hit.row, column: hit.column ?? place.cell.column };
      if (cell.row !== place.cell.row || cell.column !== place.cell.column)
        go({ cell, from: place.from, isRows: false });
      return;
    }
    now.isMoving ||= Math.abs(event.clientY - now.y) > SLOP;
    if (!now.isMoving) return;
    const middle = hit.box.top + hit.box.height / 2;
    const isStep = sheet.rows.some((row) => row.key === hit.row && row.kind === "step");
    const side = event.clientY < middle ? "before" : "behind";
    setDrop((before) => {
      if (!isStep) return null;
      return before?.row === hit.row && before.side === side ? before : { row: hit.row, side };
    });
  };

  const up = (): void => {
    if (held.current?.kind === "rows" && drop !== null) {
      const ids = rowsIn(sheet, rangeOf(sheet, place)).flatMap((row) => (row.kind === "step" ? [row.id] : []));
      const beside = split(drop.row)[2] ?? "";
      const changes = moved(values, SECTION, ids, beside, drop.side);
      room.edit(changes, drop.side === "before" ? texts.moveUp : texts.moveDown);
    }
    cancel();
  };
  const cancel = (): void => {
    held.current = null;
    setDrop(null);
  };

  const twice = (event: MouseEvent): void => {
    const hit = hitAt(event.target);
    const row = sheet.rows.find((one) => one.key === hit?.row);
    const column = sheet.columns.find((one) => one.name === hit?.column);
    if (row !== undefined && column !== undefined && isOpen(row, column)) type();
  };

  const handlers = {
    onPointerDown: down,
    onPointerMove: move,
    onPointerUp: up,
    onPointerCancel: cancel,
    onDoubleClick: twice,
  };
  return { drop, handlers };
}

/** The column whose head an element belongs to. */
function headAt(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>("th[data-column]")?.dataset["column"] : undefined;
}

/** The cell, or the head of a row (no column), that an element belongs to. */
function hitAt(target: EventTarget | null): { row: string; column: string | null; box: DOMRect } | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>("td, th[scope=row]") : null;
  const row = cell?.closest<HTMLElement>("tr[data-path]");
  const path = row?.dataset["path"];
  if (cell === null || row === null || row === undefined || path === undefined) return null;
  return { row: path, column: cell.dataset["column"] ?? null, box: row.getBoundingClientRect() };
}
