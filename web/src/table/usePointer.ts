/** The mouse in the table: cells and rows are clicked and dragged over; rows are dragged to their new place. */

import { type MouseEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { split } from "../lib/path";
import { moved, type Side } from "../lib/structure";
import type { Tree } from "../lib/tree";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/table";
import { filledOut } from "./edits";
import { at, type Cell, cellAt, columnOf, drawnOut, type Place, type Range, rangeOf, rowsIn, spotOf } from "./place";
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
  /** what the corner of the range is being drawn out to */
  filling: Range | null;
  handlers: Handlers;
  /** select what is under the pointer, unless it is selected already */
  chooseUnder: (event: MouseEvent) => void;
} {
  const { room } = useStudio();
  const [drop, setDrop] = useState<Drop | null>(null);
  const [filling, setFilling] = useState<Range | null>(null);
  const held = useRef<{ kind: "cells" | "rows" | "corner"; y: number; isMoving: boolean } | null>(null);

  const fill = (to: Range): void => {
    const changes = filledOut(sheet, rangeOf(sheet, place), to);
    if (changes.length === 0) return;
    room.edit(changes, texts.fill);
    const [cell, from] = [
      cellAt(sheet, { row: to.top, column: to.left }),
      cellAt(sheet, { row: to.bottom, column: to.right }),
    ];
    go({ cell, from, isRows: false });
  };

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
    const kind = isCorner(event.target) ? "corner" : hit.column === null ? "rows" : "cells";
    held.current = { kind, y: event.clientY, isMoving: false };
    if (kind === "corner") return;
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
    if (now.kind === "corner") {
      hit.element.scrollIntoView({ block: "nearest", inline: "nearest" });
      setFilling(drawnOut(rangeOf(sheet, place), spotOf(sheet, { row: hit.row, column: hit.column ?? NAME })));
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
    if (held.current?.kind === "corner" && filling !== null) fill(filling);
    cancel();
  };
  const cancel = (): void => {
    held.current = null;
    setDrop(null);
    setFilling(null);
  };

  const isDragging = drop !== null || filling !== null;
  useEffect(() => {
    if (!isDragging) return undefined;
    const leave = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      held.current = null;
      setDrop(null);
      setFilling(null);
    };
    window.addEventListener("keydown", leave, { capture: true });
    return () => window.removeEventListener("keydown", leave, { capture: true });
  }, [isDragging]);

  const twice = (event: MouseEvent): void => {
    if (isCorner(event.target)) {
      const steps = sheet.rows.filter((one) => one.kind === "step");
      fill(drawnOut(rangeOf(sheet, place), { row: steps.length - 1, column: rangeOf(sheet, place).right }));
      return;
    }
    const hit = hitAt(event.target);
    const row = sheet.rows.find((one) => one.key === hit?.row);
    const column = sheet.columns.find((one) => one.name === hit?.column);
    if (row !== undefined && column !== undefined && isOpen(row, column)) type();
  };

  const chooseUnder = (event: MouseEvent): void => {
    const hit = hitAt(event.target);
    if (hit === null) return;
    const isIn = event.target instanceof Element && event.target.closest('[aria-selected="true"]') !== null;
    const cell: Cell = { row: hit.row, column: hit.column ?? NAME };
    if (!isIn) go(hit.column === null ? { cell, from: cell, isRows: true } : at(cell));
  };

  const handlers = {
    onPointerDown: down,
    onPointerMove: move,
    onPointerUp: up,
    onPointerCancel: cancel,
    onDoubleClick: twice,
  };
  return { drop, filling, handlers, chooseUnder };
}

/** The column whose head an element belongs to. */
function headAt(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>("th[data-column]")?.dataset["column"] : undefined;
}

/** Whether it is the corner by which a range is drawn out. */
function isCorner(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".fill-corner") !== null;
}

interface Hit {
  readonly row: string;
  readonly column: string | null;
  readonly box: DOMRect;
  readonly element: HTMLElement;
}

/** The cell, or the head of a row (no column), that an element belongs to. */
function hitAt(target: EventTarget | null): Hit | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>("td, th[scope=row]") : null;
  const row = cell?.closest<HTMLElement>("tr[data-path]");
  const path = row?.dataset["path"];
  if (cell === null || row === null || row === undefined || path === undefined) return null;
  return { row: path, column: cell.dataset["column"] ?? null, box: row.getBoundingClientRect(), element: cell };
}
