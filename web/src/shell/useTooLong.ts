/** Text that is longer than its field takes is cut by the browser without a word; here it is said. */

import { useEffect } from "react";
import { say } from "../studio/screen";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/shell";

export function useTooLong(): void {
  const { screen } = useStudio();
  useEffect(() => {
    const pasted = ({ target, clipboardData }: ClipboardEvent): void => {
      const lost = left(target, clipboardData?.getData("text/plain") ?? "");
      if (lost > 0) say(screen, texts.tooLong(lost), "warning");
    };
    document.addEventListener("paste", pasted);
    return () => document.removeEventListener("paste", pasted);
  }, [screen]);
}

/** How many letters have no room in a field. */
function left(field: EventTarget | null, text: string): number {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) || field.maxLength < 0) return 0;
  const replaced = (field.selectionEnd ?? 0) - (field.selectionStart ?? 0);
  return field.value.length - replaced + text.length - field.maxLength;
}
