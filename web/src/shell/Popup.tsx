/** A menu that is open: in the top layer, walked by arrows and first letters, closed by Escape, Tab and clicks beside it. */

import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
} from "react";
import { isLetter } from "../lib/keys";
import type { Rectangle } from "./place";

/** Room that is left at the edges of the window, and below what the menu belongs to. */
const EDGE = 8;
const GAP = 6;
/** The least room in which a list can be scrolled well. */
const LEAST = 280;

const ITEM = '[role^="menuitem"]:not([data-disabled])';

interface PopupProps {
  readonly label: string;
  readonly className?: string;
  /** what it belongs to, or the point where it was asked for */
  readonly anchor: Rectangle;
  /** an end of what it belongs to that it keeps to */
  readonly align: "start" | "end";
  /** whether the keyboard goes to the first entry at once */
  readonly isByKeys: boolean;
  /** what may be clicked without closing it: its button */
  readonly opener: { readonly current: Element | null };
  /** `isDone`: by what was chosen or by a key, so that the focus goes back to where it was */
  readonly onClose: (isDone: boolean) => void;
  readonly children: ReactNode;
}

const Closing = createContext<() => void>(() => undefined);

export function Popup(props: PopupProps): ReactNode {
  const { label, className = "", anchor, align, isByKeys, opener, onClose, children } = props;
  const menu = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useLayoutEffect(() => {
    const box = menu.current;
    if (box === null) return;
    box.showPopover();
    const { left, top } = standing(anchor, box, align);
    box.style.left = `${left}px`;
    box.style.top = `${top}px`;
    (isByKeys ? box.querySelector<HTMLElement>(ITEM) : box)?.focus({ preventScroll: true });
  }, [anchor, align, isByKeys]);
  useEffect(() => {
    const isAside = ({ target }: Event): boolean => target instanceof Node && menu.current?.contains(target) !== true;
    const pressed = (event: Event): void => {
      const isOpener = event.target instanceof Node && opener.current?.contains(event.target) === true;
      if (isAside(event) && !isOpener) close.current(false);
    };
    const moved = (event: Event): void => {
      if (isAside(event)) close.current(false);
    };
    const resized = (): void => close.current(false);
    window.addEventListener("pointerdown", pressed, { capture: true });
    window.addEventListener("wheel", moved, { capture: true, passive: true });
    window.addEventListener("resize", resized);
    return () => {
      window.removeEventListener("pointerdown", pressed, { capture: true });
      window.removeEventListener("wheel", moved, { capture: true });
      window.removeEventListener("resize", resized);
    };
  }, [opener]);
  const keyed = (event: KeyboardEvent): void => {
    // No key means anything else while a menu is open.
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") onClose(true);
    else if (event.key === "Enter" || event.key === " ") (document.activeElement as HTMLElement | null)?.click();
    else if (!walk(menu.current, event.nativeEvent)) return;
    event.preventDefault();
  };
  return (
    <div
      ref={menu}
      className={`menu ${className}`}
      role="menu"
      aria-label={label}
      popover="manual"
      tabIndex={-1}
      onKeyDown={keyed}
      onBlur={({ relatedTarget: to }) => {
        const isInside = menu.current?.contains(to) === true || opener.current?.contains(to) === true;
        if (to !== null && !isInside) onClose(false);
      }}
      onContextMenu={(event) => event.preventDefault()}
    >
      <Closing value={() => onClose(true)}>{children}</Closing>
    </div>
  );
}

interface ItemProps {
  readonly children: ReactNode;
  /** undefined for what is no switch */
  readonly isOn?: boolean | undefined;
  readonly isPossible?: boolean;
  /** for several switches in a row */
  readonly staysOpen?: boolean;
  readonly onSelect: () => void;
}

export function PopupItem({ children, isOn, isPossible = true, staysOpen = false, onSelect }: ItemProps): ReactNode {
  const close = useContext(Closing);
  const select = (): void => {
    if (!isPossible) return;
    // The focus is back where it was before anything else takes it.
    if (!staysOpen) close();
    onSelect();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the menu takes the keys
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: only a switch is on or off
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is one of two
    <div
      className="menu-item"
      role={isOn === undefined ? "menuitem" : "menuitemcheckbox"}
      aria-checked={isOn}
      aria-disabled={!isPossible || undefined}
      data-disabled={isPossible ? undefined : ""}
      tabIndex={-1}
      onClick={select}
      onPointerMove={(event) => {
        if (isPossible && event.pointerType === "mouse") event.currentTarget.focus({ preventScroll: true });
      }}
    >
      {children}
    </div>
  );
}

/** Below what it belongs to, or above where there is more room; always inside the window. */
function standing(anchor: Rectangle, box: HTMLElement, align: "start" | "end"): { left: number; top: number } {
  const { offsetWidth: width, offsetHeight: height } = box;
  const start = align === "start" ? anchor.left : anchor.left + anchor.width - width;
  const left = Math.max(EDGE, Math.min(start, window.innerWidth - width - EDGE));
  const gap = anchor.height === 0 ? 0 : GAP;
  const below = anchor.top + anchor.height + gap;
  const above = anchor.top - gap - height;
  const room = window.innerHeight - below - EDGE;
  // A long list scrolls rather than hide its button.
  if (anchor.height > 0 && height > room && room > LEAST) {
    box.style.maxHeight = `${room}px`;
    return { left, top: below };
  }
  const hasRoom = below + height + EDGE <= window.innerHeight || above < EDGE;
  const lowest = Math.max(EDGE, window.innerHeight - height - EDGE);
  return { left, top: hasRoom ? Math.min(below, lowest) : above };
}

/** Take the focus along by arrows, ends, and first letters; gives whether the key means that. */
function walk(menu: HTMLElement | null, event: globalThis.KeyboardEvent): boolean {
  const items = [...(menu?.querySelectorAll<HTMLElement>(ITEM) ?? [])];
  const at = items.findIndex((item) => item.matches(":focus"));
  const next = nextOf(items, at, event);
  if (next === undefined) return false;
  items[next]?.focus();
  return true;
}

function nextOf(items: readonly HTMLElement[], at: number, event: globalThis.KeyboardEvent): number | undefined {
  const last = items.length - 1;
  if (event.key === "ArrowDown") return at >= last ? 0 : at + 1;
  if (event.key === "ArrowUp") return at <= 0 ? last : at - 1;
  if (event.key === "Home" || event.key === "PageUp") return 0;
  if (event.key === "End" || event.key === "PageDown") return last;
  if (!isLetter(event)) return undefined;
  const begins = (item: HTMLElement): boolean =>
    (item.textContent ?? "").trim().toLowerCase().startsWith(event.key.toLowerCase());
  const behind = items.findIndex((item, place) => place > at && begins(item));
  const found = behind >= 0 ? behind : items.findIndex(begins);
  return found >= 0 ? found : at;
}
