/** The map on paper: the whole picture in light colours, whatever part of it the screen shows. */

import { type ReactNode, useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { TABLE } from "../studio/screen";
import { useDocument, useScreen } from "../studio/studio";
import { Still } from "./Still";

export function Printed(): ReactNode {
  const views = useScreen((screen) => screen.views);
  const pictures = useDocument((document) => document.pictures);
  const [first] = pictures.keys();
  const shown = views.filter((view) => view !== TABLE);
  return (shown.length > 0 ? shown : first === undefined ? [] : [first]).map((view) => {
    const picture = pictures.get(view);
    return (
      picture !== undefined && (
        <div key={view} className="printed">
          <Still picture={picture} />
        </div>
      )
    );
  });
}

/** Whether the page is being printed. */
export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const done = new AbortController();
    const { signal } = done;
    const page = document.documentElement;
    let theme: string | null = null;
    const before = (): void => {
      theme = page.getAttribute("data-theme");
      page.setAttribute("data-theme", "light");
      // The browser takes the page as it is when this returns.
      flushSync(() => setPrinting(true));
    };
    const after = (): void => {
      if (theme === null) page.removeAttribute("data-theme");
      else page.setAttribute("data-theme", theme);
      setPrinting(false);
    };
    window.addEventListener("beforeprint", before, { signal });
    window.addEventListener("afterprint", after, { signal });
    return () => done.abort();
  }, []);
  return isPrinting;
}
