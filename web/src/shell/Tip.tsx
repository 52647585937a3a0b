/** A word of explanation for a control, on hover and on focus; it can be pointed at, and Escape closes it. */

import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { shownKeys } from "../lib/keys";
import { placed, type Side } from "./place";

const DELAY = 350;

/** Focus that was walked to by keys has its tip shown; focus that was only given back has not. */
let isWalking = false;
window.addEventListener(
  "keydown",
  (event) => {
    isWalking = event.key === "Tab" || event.key.startsWith("Arrow");
  },
  { capture: true },
);

/** `text` explains the one control inside; where it only repeats the control's name it is not read out again. */
export function Tip({
  text,
  keys,
  side = "below",
  children,
}: {
  text: string;
  keys?: string | undefined;
  side?: Side;
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
        if (isWalking && event.target.matches(":focus-visible")) setShown(true);
      }}
      onBlur={leave}
    >
      {children}
      {isShown && text !== "" && (
        <Bubble id={id} text={text} keys={keys} side={side} around={around} onEscape={leave} />
      )}
    </span>
  );
}

interface BubbleProps {
  readonly id: string;
  readonly text: string;
  readonly keys: string | undefined;
  readonly side: Side;
  readonly around: { readonly current: HTMLElement | null };
  readonly onEscape: () => void;
}

function Bubble({ id, text, keys, side, around, onEscape }: BubbleProps): ReactNode {
  const bubble = useRef<HTMLSpanElement>(null);
  const escaped = useRef(onEscape);
  escaped.current = onEscape;
  useLayoutEffect(() => {
    const box = bubble.current;
    const control = around.current?.querySelector("button, a, input, [tabindex]") ?? around.current?.firstElementChild;
    if (box === null || control === null || control === undefined) return;
    // The top layer, so that no dialog and no clipped panel hides it.
    box.showPopover();
    const view = { width: window.innerWidth, height: window.innerHeight };
    const { left, top } = placed(control.getBoundingClientRect(), box.getBoundingClientRect(), view, side);
    box.style.left = `${left}px`;
    box.style.top = `${top}px`;
    // What already has a name or a description of its own keeps it.
    const isTold = control.getAttribute("aria-label") === text || control.hasAttribute("aria-describedby");
    if (!isTold) control.setAttribute("aria-describedby", id);
    const pressed = (event: KeyboardEvent): void => {
      if (event.key === "Escape") escaped.current();
    };
    window.addEventListener("keydown", pressed, { capture: true });
    return () => {
      window.removeEventListener("keydown", pressed, { capture: true });
      if (!isTold) control.removeAttribute("aria-describedby");
    };
  }, [around, id, side, text]);
  return (
    <span ref={bubble} id={id} role="tooltip" popover="manual" className="tip">
      <span className="tip-words">
        {text}
        {keys !== undefined && <kbd>{shownKeys(keys)}</kbd>}
      </span>
    </span>
  );
}
