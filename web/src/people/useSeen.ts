/** Tell the others what is seen of a view, and where the pointer is on it. */

import { useEffect } from "react";
import type { Viewport } from "../picture/viewport";
import { useStudio } from "../studio/studio";

/** To a tenth of a unit of the picture: nobody sees less. */
const rounded = (value: number): number => Math.round(value * 10) / 10;

export function useSeen(ground: { readonly current: HTMLElement | null }, viewport: Viewport): void {
  const { here } = useStudio();
  const { view } = viewport;
  useEffect(() => {
    const see = (): void => {
      const { x, y, width, height } = viewport.shown;
      here.see(view, [rounded(x), rounded(y), rounded(width), rounded(height)]);
    };
    see();
    return viewport.subscribe(see);
  }, [here, view, viewport]);
  useEffect(() => {
    const element = ground.current;
    if (element === null) return undefined;
    const stop = new AbortController();
    const { signal } = stop;
    const moved = (event: PointerEvent): void => {
      if (event.pointerType === "touch") return;
      const { x, y } = viewport.inPicture({ x: event.clientX, y: event.clientY });
      here.point(view, [rounded(x), rounded(y)]);
    };
    const left = (): void => here.point(view, null);
    element.addEventListener("pointermove", moved, { signal });
    element.addEventListener("pointerleave", left, { signal });
    element.addEventListener("focusin", () => here.use(view), { signal });
    element.addEventListener("pointerdown", () => here.use(view), { signal });
    document.addEventListener("visibilitychange", left, { signal });
    return () => {
      stop.abort();
      left();
    };
  }, [here, ground, view, viewport]);
}
