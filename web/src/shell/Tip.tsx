/** A word of explanation for a control, on hover and on focus; it can be pointed at, and Escape closes it. */

import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { shownKeys } from "../lib/keys";
import { placed } from "./place";

const DELAY = 350;

/** `text` explains the one control inside; where it only repeats the control's name it is not read out again. */
export function Tip({
  text,
  keys,
  children,
}: {
  text: string;
  keys?: string | undefined;
  children: ReactNode;
}): ReactNode {
  const [isShown, setShown] = useState(false);
  const timer = useRef(0);
  const around = useRef<HTMLSpanElement>(null);
  const id = useId();
  const leave = (): void => {
    window.clearTimeout(timer.current);
    setShown(false);
  };
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the control is inside; this only sees the pointer pass
    <span
      ref={around}
      className="tip-of"
      onPointerEnter={(event) => {
        if (event.pointerType === "touch") return;
        timer.current = window.setTimeout(() => setShown(true), DELAY);
      }}
      onPointerLeave={leave}
      onPointerDown={leave}
      onFocus={(event) => {
        if (event.target.matches(":focus-visible")) setShown(true);
      }}
      onBlur={leave}
    >
      {children}
      {isShown && text !== "" && <Bubble id={id} text={text} keys={keys} around={around} onEscape={leave} />}
    </span>
  );
}

interface BubbleProps {
  readonly id: string;
  readonly text: string;
  readonly keys: string | undefined;
  readonly around: { readonly current: HTMLElement | null };
  readonly onEscape: () => void;
}

function Bubble({ id, text, keys, around, onEscape }: BubbleProps): ReactNode {
  const bubble = useRef<HTMLSpanElement>(null);
  const escaped = useRef(onEscape);
  escaped.current = onEscape;
  useLayoutEffect(() => {
    const box = bubble.current;
    const control = around.current?.firstElementChild;
    if (box === null || control === null || control === undefined) return;
    // The top layer, so that no dialog and no clipped panel hides it.
    box.showPopover();
    const { left, top } = placed(control.getBoundingClientRect(), box.getBoundingClientRect(), {
      width: window.innerWidth,
      height: window.innerHeight,
    });
    box.style.left = `${left}px`;
    box.style.top = `${top}px`;
    const isName = control.getAttribute("aria-label") === text;
    if (!isName) control.setAttribute("aria-describedby", id);
    const pressed = (event: KeyboardEvent): void => {
      if (event.key === "Escape") escaped.current();
    };
    window.addEventListener("keydown", pressed, { capture: true });
    return () => {
      window.removeEventListener("keydown", pressed, { capture: true });
      if (!isName) control.removeAttribute("aria-describedby");
    };
  }, [around, id, text]);
  return (
    <span ref={bubble} id={id} role="tooltip" popover="manual" className="tip">
      <span className="tip-words">
        {text}
        {keys !== undefined && <kbd>{shownKeys(keys)}</kbd>}
      </span>
    </span>
  );
}
