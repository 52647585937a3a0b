import { useEffect, useRef } from "react";

/** The whole screen where the browser gives it; `onLeave` when the person leaves it. */
export function useFullScreen(onLeave: () => void): void {
  const left = useRef(onLeave);
  left.current = onLeave;
  useEffect(() => {
    const done = new AbortController();
    const watch = (): void =>
      document.addEventListener(
        "fullscreenchange",
        () => {
          if (document.fullscreenElement === null) left.current();
        },
        { signal: done.signal },
      );
    // Refused where no click or key asked for it; then the window is all there is.
    document.documentElement.requestFullscreen?.().then(
      () => {
        if (done.signal.aborted) void document.exitFullscreen();
        else watch();
      },
      () => undefined,
    );
    return () => {
      done.abort();
      if (document.fullscreenElement !== null) void document.exitFullscreen();
    };
  }, []);
}
