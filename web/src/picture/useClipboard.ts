/** The browser's copying and pasting acts on steps while the keyboard is on a map. */

import { useEffect } from "react";
import { handleClipboard } from "../commands/clipboard";
import { at } from "../commands/registry";
import { useMay, useStudio } from "../studio/studio";

const EVENTS = ["copy", "cut", "paste"] as const;

export function useClipboard(ground: { readonly current: HTMLElement | null }): void {
  const studio = useStudio();
  const mayEdit = useMay("edit");
  useEffect(() => {
    const handle = (event: ClipboardEvent): void => {
      if (document.activeElement === ground.current && (event.type === "copy" || mayEdit))
        handleClipboard(event, at(studio));
    };
    for (const name of EVENTS) document.addEventListener(name, handle);
    return () => {
      for (const name of EVENTS) document.removeEventListener(name, handle);
    };
  }, [ground, studio, mayEdit]);
}
