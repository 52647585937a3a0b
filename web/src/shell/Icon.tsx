/** The signs of buttons, drawn in the colour of their text. */

import type { ReactNode } from "react";

const SIGNS = {
  home: "M3 9.5 10 4l7 5.5M5 8.5V16h10V8.5",
  undo: "M7.5 5 4 8.5 7.5 12M4 8.5h7.5a4 4 0 0 1 0 8H8",
  redo: "M12.5 5 16 8.5 12.5 12M16 8.5H8.5a4 4 0 0 0 0 8H12",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4",
  present: "M3 4h14v9H3zM10 13v3M7 16.5h6",
  history: "M3.5 10a6.5 6.5 0 1 0 2-4.7L3.5 7M3.5 3.5V7H7M10 6.5V10l2.5 1.5",
  export: "M10 12.5V3.5M6.5 7 10 3.5 13.5 7M4 12v4.5h12V12",
  help: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM8 8a2 2 0 1 1 2.8 1.8c-.5.3-.8.7-.8 1.4M10 13.6v.2",
  light:
    "M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M4.7 15.3l1-1M14.3 5.7l1-1",
  dark: "M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3Z",
  system: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 3v14M10 6.5h4.7M10 10h7M10 13.5h4.7",
  more: "M4.4 10a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0M9.4 10a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0M14.4 10a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0",
  sides: "M3 4h14v12H3zM10 4v12",
  check: "M4.5 10.5l3.5 3.5 7.5-8",
  close: "M5 5l10 10M15 5 5 15",
  warning: "M10 3.5 17.5 16.5h-15ZM10 8.5v4M10 14.5v.1",
  waiting: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4l2.5 2",
  flag: "M5 17V3.5M5 4h10l-2.5 3.5L15 11H5",
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  session:
    "M7 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM2.5 15.5c.3-3 2-4.3 4.5-4.3s4.2 1.3 4.5 4.3M13.5 9a2 2 0 1 0-.6-4M13.6 11.3c2.2.1 3.6 1.5 3.9 4.2",
  copy: "M7 7h9v9H7zM13 7V4H4v9h3",
  next: "M8 5l5 5-5 5",
  previous: "M12 5l-5 5 5 5",
  down: "M5.5 8l4.5 4.5L14.5 8",
  person: "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 17c.5-3 2.8-4.5 6-4.5s5.5 1.5 6 4.5",
  file: "M5 3h7l3.5 3.5V17H5zM12 3v3.5h3.5",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5ZM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  comment: "M3.5 4h13v9.5h-7L6 17v-3.5H3.5z",
  share:
    "M8 10a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0ZM17 5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0ZM17 15a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0ZM7.8 8.9l4.4-2.7M7.8 11.1l4.4 2.7",
} as const;

export type Sign = keyof typeof SIGNS;

export function Icon({ sign }: { sign: Sign }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={SIGNS[sign]} />
    </svg>
  );
}
