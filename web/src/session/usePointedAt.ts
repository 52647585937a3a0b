/** Point at a value on the map; nobody else sees it, as they would see what is chosen. */

import { useEffect } from "react";
import { useStudio } from "../studio/studio";

/** `path` is '' for nothing. */
export function usePointedAt(path: string): void {
  const { screen } = useStudio();
  useEffect(() => {
    if (path === "") return undefined;
    const mine = [path];
    screen.set({ pointed: mine });
    return () => screen.set(({ pointed }) => (pointed === mine ? { pointed: [] } : {}));
  }, [screen, path]);
}
