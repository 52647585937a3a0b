/** The words of the home page. */

export const texts = {
  title: "Your atlases",
  make: "New atlas",
  themes: "Colours",
  empty: "Map how work really flows",
  emptyLong:
    "Write down the steps from a request to its delivery, with the waits between them. Flow Atlas tells how long it takes, what holds it up, and what to find out next.",
  emptyDrop: "Or drop an atlas file (.yaml) here.",
  addHint: "Drop an atlas file (.yaml) anywhere to add it.",
  drop: "Drop to add the atlas",
  onlyOne: "One file at a time, please: the first one was taken.",
  notAnAtlas: (name: string): string =>
    `${name} is no atlas file. What can be dropped here is an atlas as Flow Atlas writes it: a text file that ends with .yaml or .yml.`,
  tooLarge: (name: string): string => `${name} is larger than 2 MB; no atlas is that large.`,
  added: (title: string): string => `“${title}” was added.`,
  loading: "Looking for atlases…",
  steps: (count: number): string => (count === 1 ? "1 step" : `${count} steps`),
  changed: (when: string): string => `changed ${when}`,
  broken: "Cannot be shown",
  search: "Find an atlas",
  searchNothing: "No atlas is called that.",
  newTitle: "What is it about?",
  newTitleHint: "Customer onboarding",
  template: "Start from",
  guess: "First guess: how long does it take from start to end?",
  guessHint: "3 weeks",
  guessLong: "Asked before anything is mapped; later you see how close it was. May stay empty.",
  start: "Start",
};
