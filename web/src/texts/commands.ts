/** What the commands are called; English texts stand in this folder only. */

export const texts = {
  undo: "Undo",
  redo: "Redo",
};
