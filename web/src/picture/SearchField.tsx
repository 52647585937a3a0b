/** Searching a picture: what matches stands out, Enter goes from one to the next. */

import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { Picture } from "../room/document";
import { useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/canvas";
import { keyOf } from "./walk";

interface SearchProps {
  readonly matches: readonly string[];
  readonly onClose: () => void;
}

export function SearchField({ matches, onClose }: SearchProps): ReactNode {
  const { screen } = useStudio();
  const words = useScreen((now) => now.search) ?? "";
  const [place, setPlace] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  const go = (by: number): void => {
    if (matches.length === 0) return;
    const next = place === 0 && by > 0 ? 1 : ((place - 1 + by + matches.length) % matches.length) + 1;
    const path = matches[next - 1];
    setPlace(next);
    if (path !== undefined) screen.set({ selection: [path] });
  };
  const close = (): void => {
    screen.set({ search: null });
    onClose();
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search className="canvas-search" onKeyDown={pressed}>
      <input
        ref={input}
        className="search-field"
        type="search"
        value={words}
        aria-label={texts.search}
        placeholder={texts.search}
        onChange={(event) => {
          setPlace(0);
          screen.set({ search: event.target.value });
        }}
      />
      <output aria-live="polite">{words.trim() === "" ? "" : texts.found(place, matches.length)}</output>
      <button type="button" className="icon-button" aria-label={texts.previousFound} onClick={() => go(-1)}>
        <Sign path="M6 12l4-4 4 4" />
      </button>
      <button type="button" className="icon-button" aria-label={texts.nextFound} onClick={() => go(1)}>
        <Sign path="M6 8l4 4 4-4" />
      </button>
      <button type="button" className="icon-button" aria-label={texts.closeSearch} onClick={close}>
        <Sign path="M6 6l8 8M14 6l-8 8" />
      </button>
    </search>
  );
}

export function Sign({ path }: { path: string }): ReactNode {
  return (
    <svg className="sign" viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

/** The paths of the parts whose name or words hold all that is searched for; null while nothing is. */
export function matching(picture: Picture, search: string | null): string[] | null {
  const words = (search ?? "").toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const found = picture.order.flatMap((id): string[] => {
    const part = picture.parts.get(id);
    if (part === undefined || keyOf(part) === "") return [];
    const drawn = part.shapes.flatMap((shape) => (shape.shape === "text" ? [shape.text] : [])).join(" ");
    const text = `${part.name} ${drawn}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word)) ? [keyOf(part)] : [];
  });
  return [...new Set(found)];
}
