/** What there is to tell about the cell under the pointer, or the one with the keyboard. */

import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { FindingOf } from "../generated/protocol";
import { placed } from "../shell/place";

interface CellHintProps {
  readonly table: RefObject<HTMLTableElement | null>;
  readonly findings: ReadonlyMap<string, readonly FindingOf[]>;
}

export function CellHint({ table, findings }: CellHintProps): ReactNode {
  const [cell, setCell] = useState<HTMLElement | null>(null);
  const hint = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const grid = table.current;
    if (grid === null) return undefined;
    const show = (event: Event): void => {
      const found = event.target instanceof Element ? event.target.closest<HTMLElement>("td") : null;
      const tells = found !== null && (found.dataset["finding"] !== undefined || isCut(found));
      setCell(tells ? found : null);
    };
    const hide = (event: KeyboardEvent): void => {
      if (event.key === "Escape") setCell(null);
    };
    grid.addEventListener("pointerover", show);
    grid.addEventListener("pointerleave", show);
    grid.addEventListener("focusin", show);
    grid.addEventListener("keydown", hide);
    return () => {
      grid.removeEventListener("pointerover", show);
      grid.removeEventListener("pointerleave", show);
      grid.removeEventListener("focusin", show);
      grid.removeEventListener("keydown", hide);
    };
  }, [table]);
  const path = cell?.dataset["path"];
  const row = cell?.closest<HTMLElement>("tr")?.dataset["path"] ?? "";
  const own = (findings.get(row) ?? []).filter((finding) => finding.path === path);
  useLayoutEffect(() => {
    const box = hint.current;
    if (box === null || cell === null) return;
    box.showPopover();
    const view = { width: window.innerWidth, height: window.innerHeight };
    const { left, top } = placed(cell.getBoundingClientRect(), box.getBoundingClientRect(), view);
    box.style.left = `${left}px`;
    box.style.top = `${top}px`;
  }, [cell]);
  const whole = cell !== null && isCut(cell) ? (cell.firstChild?.textContent ?? "") : "";
  if (cell === null || (own.length === 0 && whole === "")) return null;
  return (
    <div ref={hint} role="tooltip" popover="manual" className="tip">
      {whole !== "" && <p className="tip-words">{whole}</p>}
      {own.map((finding) => (
        <p key={finding.message} className={`tip-words finding ${finding.severity}`}>
          <span className="sign" aria-hidden="true" />
          <span>
            {finding.message}
            {finding.hint !== "" && <> · {finding.hint}</>}
          </span>
        </p>
      ))}
    </div>
  );
}

/** Whether a cell has more text than room. */
function isCut(cell: HTMLElement): boolean {
  return cell.scrollWidth > cell.clientWidth;
}
