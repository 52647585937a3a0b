/** The words of the home page. */

import { counted } from "./counted";

export const texts = {
  title: "Your atlases",
  make: "New atlas",
  themes: "Colours",
  empty: "Map how work really flows",
  emptyLong:
    "Write down the steps from a request to its delivery, with the waits between them. Flow Atlas says how long it takes, what holds it up, and what to find out next.",
  emptyDrop: "Or drop an atlas file (.yaml) here, or an event log such as a CSV from your tracker.",
  addHint: "Drop an atlas file (.yaml) or an event log anywhere to add it.",
  drop: "Drop to add it",
  importLog: "Import a log…",
  sending: (name: string): string => `Reading ${name}…`,
  measuring: (name: string): string => `Measuring what ${name} says…`,
  imported: (title: string, said: readonly string[]): string => `“${title}” was made from the log. ${said.join(" ")}`,
  otherTypes: (type: string): string => `Its items are of the kind “${type}”. Another atlas, with items of the kind:`,
  noMatches: "The log tells of no step.",
  logTooLarge: (name: string): string =>
    `${name} is too large for the page: at most 200 MB. The command "flowatlas discover" takes any size.`,
  onlyOne: "One file at a time, please: the first one was taken.",
  notAnAtlas: (name: string): string =>
    `${name} is neither an atlas nor a log. Drop a file that Flow Atlas wrote; its name ends with .yaml or .yml. Or drop an export as CSV, JSON, Parquet or XES.`,
  tooLarge: (name: string): string => `${name} is too large to be an atlas: at most 2 MB.`,
  added: (title: string): string => `“${title}” was added.`,
  loading: "Looking for atlases…",
  steps: (count: number): string => counted(count, "step", "steps"),
  changed: (when: string): string => `changed ${when}`,
  broken: "Cannot be shown",
  search: "Find an atlas",
  searchNothing: "No atlas is called that.",
  newTitle: "What is it about?",
  newTitleHint: "Customer onboarding",
  template: "Start from",
  guess: "First guess: how long does it take from start to end?",
  guessHint: "3 weeks",
  guessLong: "Later you see how close it was. May stay empty.",
  start: "Start",

  more: (title: string): string => `What to do with ${title}`,
  rename: "Rename…",
  renameTitle: "Rename the atlas",
  newName: "Title",
  keep: "Rename",
  renamed: "It has its new title.",
  duplicate: "Duplicate",
  duplicated: (title: string): string => `“${title}” was made.`,
  trash: "Move to trash",
  trashed: (file: string, now: string): string =>
    `${file} was moved to ${now}, with its history. Move it back to have it again.`,
};
