/** Parts of the page that are fetched after it is shown: at leisure, so that they are there when the connection is not. */

import { lazy, type ReactNode } from "react";

type Shown<Props> = (props: Props) => ReactNode;

const PAUSE = 1_000;

/** A component that is fetched once the page has nothing else to do; whoever wants it sooner waits for it. */
export function later<Props>(load: () => Promise<{ default: Shown<Props> }>): Shown<Props> {
  let loading: ReturnType<typeof load> | null = null;
  const loaded = (): ReturnType<typeof load> => {
    loading ??= load().catch(async () => {
      await new Promise((done) => window.setTimeout(done, PAUSE));
      loading = null;
      return loaded();
    });
    return loading;
  };
  whenIdle(() => void loaded());
  // What it gives is no function, but can be shown like one.
  return lazy(loaded) as unknown as Shown<Props>;
}

function whenIdle(run: () => void): void {
  // Safari has no idle callbacks.
  if ("requestIdleCallback" in window) window.requestIdleCallback(run, { timeout: 5 * PAUSE });
  else setTimeout(run, 2 * PAUSE);
}
