/** The shape of a stream as the page changes it: what comes after what, and the changes that make it another one. */

import { BEHIND, type Change, join, split, treeAt } from "./path";
import { isTree, type Tree, typed, type Value } from "./tree";

export type Side = "behind" | "before" | "parallel";

/** A step by its section and its id. */
export interface StepAt {
  readonly section: string;
  readonly id: string;
}

/** What each step comes after, by id. */
type After = ReadonlyMap<string, readonly string[]>;

/** The step that a path is about or lies in; null where there is none. */
export function stepOf(path: string): StepAt | null {
  const [section, steps, id] = split(path);
  return section !== undefined && steps === "steps" && id !== undefined ? { section, id } : null;
}

export function stepPath({ section, id }: StepAt): string {
  return join(section, "steps", id);
}

/** The steps of a section by id, in their order. */
export function stepsIn(tree: Tree, section: string): ReadonlyMap<string, Tree> {
  const found = new Map<string, Tree>();
  for (const [id, step] of treeAt(tree, join(section, "steps"))) found.set(id, isTree(step) ? step : new Map());
  return found;
}

/** What people call a step. */
export function nameOf(step: Tree | undefined, id: string): string {
  return typed(step?.get("name")) || id.replaceAll("-", " ");
}

/** What each step comes after: what it says, as far as that exists, else the step above; nothing is the trigger. */
export function predecessors(steps: ReadonlyMap<string, Tree>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let above: string[] = [];
  for (const [id, step] of steps) {
    found.set(id, meant(step.get("after"), above, id, steps));
    above = [id];
  }
  return found;
}

/** The steps that come before a step, near and far. */
export function everythingBefore(after: After, id: string): Set<string> {
  const found = new Set<string>();
  const todo = [...(after.get(id) ?? [])];
  for (let other = todo.pop(); other !== undefined; other = todo.pop()) {
    if (found.has(other)) continue;
    found.add(other);
    todo.push(...(after.get(other) ?? []));
  }
  return found;
}

/** Put new steps, each behind the one before it, beside a step; `beside` '' is the start, or the end for `before`. */
export function added(
  tree: Tree,
  section: string,
  records: ReadonlyMap<string, Tree>,
  beside: string,
  side: Side,
): Change[] {
  const steps = stepsIn(tree, section);
  const ids = [...records.keys()];
  const plan = Plan.of(steps);
  plan.put(ids, beside, side);
  const made = ids.map((id): Change => {
    const record = new Map(records.get(id));
    record.delete("after");
    record.set(BEHIND, placeOf(plan.above(id)));
    return { path: join(section, "steps", id), value: record };
  });
  return [...made, ...plan.changes(section, new Map([...steps, ...ids.map((id): [string, Tree] => [id, new Map()])]))];
}

/** Take steps out of the stream and put them beside another one, in their order. */
export function moved(tree: Tree, section: string, ids: readonly string[], beside: string, side: Side): Change[] {
  const steps = stepsIn(tree, section);
  const chosen = [...steps.keys()].filter((id) => ids.includes(id));
  if (chosen.length === 0 || chosen.includes(beside)) return [];
  const plan = Plan.of(steps);
  const before = [...plan.order];
  for (const id of chosen) plan.takeOut(id);
  plan.put(chosen, beside, side);
  const isElsewhere = before.some((id, at) => plan.order[at] !== id);
  const places = chosen.map(
    (id): Change => ({
      path: `${stepPath({ section, id })}/${BEHIND}`,
      value: placeOf(plan.above(id)),
    }),
  );
  return [...(isElsewhere ? places : []), ...plan.changes(section, steps)];
}

/** Remove what stands at these paths; the neighbours of a removed step follow each other. */
export function removed(tree: Tree, paths: readonly string[]): Change[] {
  const outer = paths.filter((path) => !paths.some((other) => other !== path && path.startsWith(`${other}/`)));
  const found: Change[] = [];
  for (const section of new Set(outer.map((path) => stepOf(path)?.section ?? ""))) {
    const steps = stepsIn(tree, section);
    const gone = outer
      .map((path) => split(path))
      .filter((keys) => keys.length === 3 && keys[0] === section && keys[1] === "steps");
    const ids = gone.map((keys) => keys[2] ?? "").filter((id) => steps.has(id));
    if (ids.length === 0) continue;
    const plan = Plan.of(steps);
    for (const id of ids) plan.takeOut(id);
    found.push(...plan.changes(section, steps));
  }
  return [...found, ...[...new Set(outer)].map((path): Change => ({ path, value: null }))];
}

/** The same steps once more, behind the last of them: `newId` makes the id of each. Rework among them goes along. */
export function copied(
  steps: ReadonlyMap<string, Tree>,
  ids: readonly string[],
  newId: (name: string) => string,
): Map<string, Tree> {
  const chosen = [...steps].filter(([id]) => ids.includes(id));
  const ours = new Map(chosen.map(([id, step]) => [id, newId(nameOf(step, id))]));
  return new Map(chosen.map(([id, step]) => [ours.get(id) ?? id, recordCopied(step, ours)]));
}

/** A rework link from a step back to an earlier one, or to itself. */
export function sentBack(section: string, from: string, to: string, linkId: string): Change[] {
  return [{ path: join(section, "steps", from, "rework", linkId), value: new Map([["to", to]]) }];
}

/** A readable id that nothing else has: from the name, with a short random tail. */
export function newId(name: string, fallback: string, random: () => number = Math.random): string {
  const tail = Math.floor(random() * 36 ** 4)
    .toString(36)
    .padStart(4, "0");
  return `${slug(name) || fallback}-${tail}`;
}

/** A name in lower-case letters, digits and hyphens; '' where nothing is left of it. */
export function slug(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 30)
    .replace(/^-+|-+$/g, "");
}

/** An order of steps and what each comes after, while it is being changed. */
class Plan {
  private constructor(
    readonly order: string[],
    private readonly after: Map<string, readonly string[]>,
  ) {}

  static of(steps: ReadonlyMap<string, Tree>): Plan {
    return new Plan([...steps.keys()], predecessors(steps));
  }

  above(id: string): string {
    return this.order[this.order.indexOf(id) - 1] ?? "";
  }

  /** What came after the step comes after what the step came after, unless another branch leads there anyway. */
  takeOut(id: string): void {
    const before = this.after.get(id) ?? [];
    this.order.splice(this.order.indexOf(id), 1);
    this.after.delete(id);
    for (const [other, names] of this.after) {
      if (!names.includes(id)) continue;
      const rest = names.filter((name) => name !== id);
      const passed = new Set(rest.flatMap((name) => [...everythingBefore(this.after, name)]));
      const ours = before.filter((name) => !passed.has(name));
      this.after.set(other, [...new Set(names.flatMap((name) => (name === id ? ours : [name])))]);
    }
  }

  put(ids: readonly string[], beside: string, side: Side): void {
    const first = ids[0];
    const last = ids.at(-1);
    if (first === undefined || last === undefined) return;
    const at = this.order.indexOf(beside);
    const found = this.after.get(beside) ?? [];
    if (side === "parallel" && at >= 0) {
      for (const [id, before] of this.after) if (before.includes(beside)) this.after.set(id, [...before, last]);
    } else if (side === "behind") {
      if (at >= 0) this.replace(beside, last);
      else for (const [id, before] of this.after) if (before.length === 0) this.after.set(id, [last]);
    } else if (at >= 0) {
      this.after.set(beside, [last]);
    }
    const start = side === "behind" ? (at >= 0 ? [beside] : []) : at >= 0 ? found : this.order.slice(-1);
    for (const [number, id] of ids.entries()) this.after.set(id, number === 0 ? start : [ids[number - 1] ?? ""]);
    const place = at < 0 ? (side === "behind" ? 0 : this.order.length) : side === "before" ? at : at + 1;
    this.order.splice(place, 0, ...ids);
  }

  /** What the steps have to say differently, so that in the new order each comes after what it should. */
  changes(section: string, steps: ReadonlyMap<string, Tree>): Change[] {
    const found: Change[] = [];
    const present = new Map(this.order.map((id) => [id, steps.get(id) ?? new Map()]));
    let above: string[] = [];
    for (const id of this.order) {
      const wanted = this.after.get(id) ?? [];
      const says = present.get(id)?.get("after");
      if (!isSame(meant(says, above, id, present), wanted)) {
        const isPlain = isSame(above, wanted);
        found.push({ path: join(section, "steps", id, "after"), value: isPlain ? null : [...wanted] });
      }
      above = [id];
    }
    return found;
  }

  private replace(id: string, by: string): void {
    for (const [other, before] of this.after) {
      if (before.includes(id))
        this.after.set(
          other,
          before.map((name) => (name === id ? by : name)),
        );
    }
  }
}

function meant(says: Value | undefined, above: string[], id: string, steps: ReadonlyMap<string, unknown>): string[] {
  if (!Array.isArray(says) && typeof says !== "string") return above;
  const names = Array.isArray(says) ? says.map((one) => typed(one)) : [typed(says)];
  const known = [...new Set(names)].filter((other) => other !== id && steps.has(other));
  return known.length > 0 || names.length === 0 ? known : above;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}

/** The neighbour as the place of a record names it. */
function placeOf(id: string): string {
  return id === "" ? "" : join(id);
}

function recordCopied(step: Tree, ours: ReadonlyMap<string, string>): Tree {
  const copy = new Map(step);
  copy.delete("after");
  const links = step.get("rework");
  if (!isTree(links)) return copy;
  const kept = [...links].flatMap(([id, link]): [string, Value][] => {
    const to = isTree(link) ? ours.get(typed(link.get("to"))) : undefined;
    return isTree(link) && to !== undefined ? [[id, new Map([...link, ["to", to]])]] : [];
  });
  if (kept.length > 0) copy.set("rework", new Map(kept));
  else copy.delete("rework");
  return copy;
}
