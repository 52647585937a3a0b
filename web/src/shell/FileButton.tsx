/** A button that lets people choose an event log from their files. */

import { type ReactNode, useRef } from "react";
import { texts } from "../texts/home";
import { LOG_FILES } from "./dropped";

interface FileProps {
  readonly className?: string;
  readonly label?: string;
  readonly isFirst?: boolean;
  readonly onFile: (file: File) => void;
}

export function FileButton({ className = "button", label = texts.importLog, isFirst, onFile }: FileProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className={className} data-first={isFirst} onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept={LOG_FILES}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file can be chosen again.
          event.target.value = "";
          if (file !== undefined) onFile(file);
        }}
      />
    </>
  );
}
