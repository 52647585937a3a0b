/** A figure that glows for a moment when it becomes another one. */

import { type ReactNode, useEffect, useRef } from "react";

export function Figure({ text, className = "" }: { text: string; className?: string }): ReactNode {
  const element = useRef<HTMLSpanElement>(null);
  const before = useRef(text);
  useEffect(() => {
    const isQuiet = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (before.current !== text && !isQuiet) {
      element.current?.animate([{ backgroundColor: "var(--total)" }, { backgroundColor: "transparent" }], {
        duration: 900,
        easing: "ease-out",
      });
    }
    before.current = text;
  }, [text]);
  return (
    <span ref={element} className={`figure ${className}`}>
      {text}
    </span>
  );
}
