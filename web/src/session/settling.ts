import { valueAt } from "../lib/path";
import { type Tree, typed } from "../lib/tree";

/** What stands at a path, as it is typed; '' for nothing. */
export function typedAt(values: Tree, path: string): string {
  return typed(valueAt(values, path));
}
