/** What somebody may do, and which edits that allows. */

import type { Document } from "../room/document";

export type Right = Document["right"];

/** Each allows what those before it do. */
export const RIGHTS: readonly Right[] = ["view", "comment", "edit", "host"];

/** Whether somebody with a right may do what needs another one. */
export function may(right: Right, needed: Right): boolean {
  return RIGHTS.indexOf(right) >= RIGHTS.indexOf(needed);
}

/** Whether these changes can be sent at all; of comments the server allows those that one may make. */
export function isAllowed(right: Right, changes: readonly { readonly path: string }[]): boolean {
  return may(right, "edit") || (right === "comment" && changes.every(({ path }) => path.startsWith("comments/")));
}
