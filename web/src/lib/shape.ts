/**
 * Where work of a step can go back to: the routes through a stream as flowatlas.maps.shape finds them in Python, which
 * has the last word.
 *
 * A junction stands for "after these steps". Where it leads to several steps, an item takes all of them at once, each in
 * a branch of its own, unless each has a share: then it takes one.
 */

import { predecessors } from "./structure";
import type { Tree } from "./tree";

const TRIGGER = "[]";
const CUSTOMER = "customer";

/** The steps that rework from a step can go back to, the nearest first: itself, and those on the same ways. */
export function backFrom(steps: ReadonlyMap<string, Tree>, id: string): string[] {
  return steps.has(id) ? new Shape(steps).backFrom(id) : [];
}

/** A way between two nodes; rework stays on it. */
interface Way {
  readonly start: string;
  readonly end: string;
}

/** Several ways that an item takes at once; a tangle where they meet and part before they all join. */
interface Branch {
  readonly entries: readonly string[];
  /** for a tangle, up to where each stretch of it leads; null where that is nowhere */
  readonly stretches: ReadonlyMap<string, string | null>;
}

/** Steps and junctions by name: a step as `s:ID`, a junction as the list of the steps before it. */
class Shape {
  private readonly nodes: string[] = [];
  private readonly next = new Map<string, string[]>();
  private readonly before = new Map<string, Set<string>>();
  private readonly place: ReadonlyMap<string, number>;
  private readonly joinOf = new Map<string, string>();
  private readonly alternatives: ReadonlySet<string>;
  private readonly branches = new Map<string, Branch[]>();
  private readonly homes = new Map<string, Set<string>>();

  constructor(private readonly steps: ReadonlyMap<string, Tree>) {
    this.connect();
    this.place = new Map(this.nodes.map((node, at) => [node, at]));
    for (const node of this.nodes) this.before.set(node, new Set());
    for (const [node, following] of this.next) for (const other of following) this.before.get(other)?.add(node);
    for (const node of this.nodes.slice(0, -1).reverse()) {
      this.joinOf.set(
        node,
        this.after(node).reduce((one, other) => this.meeting(one, other)),
      );
    }
    const parting = this.nodes.filter((node) => this.after(node).length > 1);
    this.alternatives = new Set(parting.filter((node) => this.after(node).every((other) => this.hasShare(other))));
    for (const node of parting) if (!this.alternatives.has(node)) this.branches.set(node, this.branchesAt(node));
    this.findHomes();
  }

  backFrom(id: string): string[] {
    const own = this.homeOf(stepNode(id));
    const found = [...this.steps.keys()].filter((other) => {
      const home = this.homeOf(stepNode(other));
      return home.size === own.size && [...own].every((way) => home.has(way)) && this.leadsTo(other, id);
    });
    return found.sort((one, other) => this.placeOf(stepNode(other)) - this.placeOf(stepNode(one)));
  }

  private after(node: string): readonly string[] {
    return this.next.get(node) ?? [];
  }

  private placeOf(node: string): number {
    return this.place.get(node) ?? 0;
  }

  private homeOf(node: string): ReadonlySet<string> {
    return this.homes.get(node) ?? new Set();
  }

  private hasShare(node: string): boolean {
    const share = this.steps.get(node.slice(2))?.get("share");
    return node.startsWith("s:") && share !== undefined && share !== null;
  }

  /** Steps in the order in which everything comes after what it follows; those that only follow each other are left. */
  private connect(): void {
    const ids = [...this.steps.keys()];
    const rank = new Map(ids.map((id, at) => [id, at]));
    const keys = new Map(
      [...predecessors(this.steps)].map(([id, names]) => [
        id,
        [...names].sort((one, other) => (rank.get(one) ?? 0) - (rank.get(other) ?? 0)),
      ]),
    );
    const together = new Map<string, string[]>([[TRIGGER, []]]);
    for (const [id, names] of keys) {
      const junction = JSON.stringify(names);
      together.set(junction, [...(together.get(junction) ?? []), stepNode(id)]);
    }
    this.add(TRIGGER, together.get(TRIGGER) ?? []);
    const todo = new Set(ids);
    const isReady = (id: string): boolean => !(keys.get(id) ?? []).some((other) => todo.has(other));
    for (let id = ids.find(isReady); id !== undefined; id = [...todo].find(isReady)) {
      const names = keys.get(id) ?? [];
      const junction = JSON.stringify(names);
      if (!this.next.has(junction)) {
        this.add(junction, together.get(junction) ?? []);
        for (const other of names) this.next.get(stepNode(other))?.push(junction);
      }
      this.add(stepNode(id), []);
      todo.delete(id);
    }
    for (const following of this.next.values()) if (following.length === 0) following.push(CUSTOMER);
    this.add(CUSTOMER, []);
  }

  private add(node: string, following: string[]): void {
    this.nodes.push(node);
    this.next.set(node, following);
  }

  /** The first node that every route from both comes to. */
  private meeting(one: string, other: string): string {
    let [left, right] = [one, other];
    while (left !== right) {
      if (this.placeOf(left) < this.placeOf(right)) left = this.joinOf.get(left) ?? CUSTOMER;
      else right = this.joinOf.get(right) ?? CUSTOMER;
    }
    return left;
  }

  private joined(node: string): string {
    return this.joinOf.get(node) ?? CUSTOMER;
  }

  /** The nodes that routes come through before an end. */
  private between(entries: readonly string[], end: string): Set<string> {
    const found = new Set<string>();
    const todo = [...entries];
    for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
      if (node === end || found.has(node)) continue;
      found.add(node);
      todo.push(...this.after(node));
    }
    return found;
  }

  private branchesAt(fork: string): Branch[] {
    const end = this.joined(fork);
    const inside = this.between(this.after(fork), end);
    const found: { entries: string[]; nodes: Set<string> }[] = [];
    for (const entry of this.after(fork)) {
      if (entry === end) continue;
      const known = found.find((one) => one.nodes.has(entry));
      if (known === undefined) found.push({ entries: [entry], nodes: this.connected(entry, inside) });
      else known.entries.push(entry);
    }
    return found.map(({ entries }) => ({ entries, stretches: this.stretches(entries, end) }));
  }

  /** All that hangs together with a node among some nodes, forwards and backwards. */
  private connected(start: string, inside: ReadonlySet<string>): Set<string> {
    const found = new Set<string>();
    const todo = [start];
    for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
      if (found.has(node) || !inside.has(node)) continue;
      found.add(node);
      todo.push(...this.after(node), ...(this.before.get(node) ?? []));
    }
    return found;
  }

  private stretches(entries: readonly string[], end: string): Map<string, string | null> {
    const found = new Map<string, string | null>();
    const todo = entries.length > 1 ? [...entries] : [];
    for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
      if (node === end || found.has(node)) continue;
      const stop = this.endOfStretch(node, end);
      found.set(node, stop);
      todo.push(...(stop === null ? this.onward(node) : [stop]));
    }
    return found;
  }

  private endOfStretch(start: string, end: string): string | null {
    const inside = new Set<string>();
    const isOwn = (node: string): boolean => [...(this.before.get(node) ?? [])].every((other) => inside.has(other));
    let reached = start;
    while (reached !== end && (reached === start || isOwn(reached))) {
      inside.add(reached);
      for (const node of this.between(this.after(reached), this.joined(reached))) inside.add(node);
      if ([...inside].some((node) => node !== start && !isOwn(node))) break;
      reached = this.joined(reached);
    }
    return reached === start ? null : reached;
  }

  /** Where an item may go; at alternatives also straight to their join. */
  private onward(node: string): string[] {
    return [...this.after(node), ...(this.alternatives.has(node) ? [this.joined(node)] : [])];
  }

  /** The single ways that each node lies on: the main way, those of branches, those of stretches. */
  private findHomes(): void {
    const ways: Way[] = [{ start: TRIGGER, end: CUSTOMER }];
    for (const way of ways) {
      const todo = [way.start];
      for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
        if (node === way.end || !this.isNews(node, way)) continue;
        const branches = this.branches.get(node);
        todo.push(...(branches === undefined ? this.onward(node) : [this.joined(node)]));
        for (const branch of branches ?? []) ways.push(...this.waysOf(branch, this.joined(node)));
      }
    }
  }

  private waysOf({ entries, stretches }: Branch, end: string): Way[] {
    const [entry = ""] = entries;
    const found: Way[] = entries.length === 1 ? [{ start: entry, end }] : [];
    for (const [start, stop] of stretches) {
      if (stop === null) this.isNews(start, { start, end: start });
      else found.push({ start, end: stop });
    }
    return found;
  }

  /** Note that a node lies on a way; false where that is known. */
  private isNews(node: string, { start, end }: Way): boolean {
    const known = this.homes.get(node) ?? new Set();
    this.homes.set(node, known);
    const way = `${start} ${end}`;
    if (known.has(way)) return false;
    known.add(way);
    return true;
  }

  private leadsTo(start: string, end: string): boolean {
    const found = new Set<string>();
    const todo = [stepNode(start)];
    for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
      if (found.has(node) || this.placeOf(node) > this.placeOf(stepNode(end))) continue;
      found.add(node);
      todo.push(...this.after(node));
    }
    return found.has(stepNode(end));
  }
}

function stepNode(id: string): string {
  return `s:${id}`;
}
