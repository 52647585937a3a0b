/** Focus in a box stays there when what has it goes: it moves to what stands in its place, so that keys go on. */

import { type FocusEvent, type RefObject, useLayoutEffect, useRef } from "react";

const CONTROLS = "button, input, select, textarea, summary";

interface Handlers {
  readonly onFocus: (event: FocusEvent) => void;
  readonly onBlur: () => void;
}

/** `shown` tells what the box is about; where that is something else now, it is read from its beginning. */
export function useKeptFocus(box: RefObject<HTMLElement | null>, shown: string): Handlers {
  /** which of the controls has the focus, and what the box was about then; null where it is elsewhere */
  const held = useRef<{ at: number; shown: string } | null>(null);
  useLayoutEffect(() => {
    // Browsers tell of no blur where the control itself goes.
    if (held.current === null || document.activeElement !== document.body) return;
    const { at, shown: before } = held.current;
    const controls = controlsIn(box.current);
    const next = before === shown ? controls[Math.min(at, controls.length - 1)] : undefined;
    (next ?? box.current)?.focus();
  });
  return {
    onFocus: (event) => {
      held.current = { at: controlsIn(box.current).indexOf(event.target as HTMLElement), shown };
    },
    onBlur: () => {
      held.current = null;
    },
  };
}

function controlsIn(box: HTMLElement | null): HTMLElement[] {
  return [...(box?.querySelectorAll<HTMLElement>(CONTROLS) ?? [])];
}
