/** A log on its way: how much of it has arrived, then that it is being measured. */

import type { ReactNode } from "react";
import { texts } from "../texts/home";

export interface Way {
  readonly name: string;
  /** 0 to 1; all of it has arrived at 1 */
  readonly share: number;
}

export function Sending({ way }: { way: Way }): ReactNode {
  const isThere = way.share >= 1;
  return (
    <p className="said">
      {isThere ? texts.measuring(way.name) : texts.sending(way.name)}{" "}
      <progress {...(isThere ? {} : { value: way.share })} aria-label={texts.sending(way.name)} />
    </p>
  );
}
