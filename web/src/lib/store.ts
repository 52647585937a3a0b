/** A value that changes, and those who want to know. */

import { useRef, useSyncExternalStore } from "react";

export class Store<State> {
  private readonly subscribers = new Set<() => void>();

  constructor(private state: State) {}

  readonly get = (): State => this.state;

  readonly set = (change: Partial<State> | ((state: State) => Partial<State>)): void => {
    const next = { ...this.state, ...(typeof change === "function" ? change(this.state) : change) };
    this.state = next;
    for (const subscriber of this.subscribers) subscriber();
  };

  readonly subscribe = (subscriber: () => void): (() => void) => {
    this.subscribers.add(subscriber);
    return () => this.subscribers.delete(subscriber);
  };
}

/** A part of what a source holds; draws again only when that part is another one. */
export function useSelected<State, Part>(
  source: { get: () => State; subscribe: (subscriber: () => void) => () => void },
  select: (state: State) => Part,
  isSame: (one: Part, other: Part) => boolean = Object.is,
): Part {
  const last = useRef<{ part: Part } | null>(null);
  const read = (): Part => {
    const part = select(source.get());
    if (last.current !== null && isSame(last.current.part, part)) return last.current.part;
    last.current = { part };
    return part;
  };
  return useSyncExternalStore(source.subscribe, read);
}

export function isSameList<Item>(one: readonly Item[], other: readonly Item[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
