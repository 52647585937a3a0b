/** Tell what is being typed beside the map. */

import { useEffect } from "react";
import { useStudio } from "../studio/studio";

export function useTypingAside(path: string, isTyping: boolean): void {
  const { screen } = useStudio();
  useEffect(() => {
    if (!isTyping) return undefined;
    screen.set({ typingAside: path });
    return () => screen.set(({ typingAside }) => (typingAside === path ? { typingAside: "" } : {}));
  }, [screen, path, isTyping]);
}
