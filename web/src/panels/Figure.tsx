/** A figure that glows for a moment when it becomes another one. */

import { type ReactNode, useEffect, useRef } from "react";

export function Figure({ text, className = "" }: { text: string; className?: string }): ReactNode {
  const glow = useRef<HTMLSpanElement>(null);
  const before = useRef(text);
  useEffect(() => {
    const isQuiet = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    // Opacity alone fades without the page being laid out again for every frame.
    if (before.current !== text && !isQuiet)
      glow.current?.animate({ opacity: [1, 0] }, { duration: 900, easing: "ease-out" });
    before.current = text;
  }, [text]);
  return (
    <span className={`figure ${className}`}>
      <span ref={glow} className="glow" aria-hidden="true" />
      {text}
    </span>
  );
}
