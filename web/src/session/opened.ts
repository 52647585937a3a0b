import type { Open } from "../generated/protocol";
import { randomId } from "../lib/randomId";

/** Something for everybody to do, ready to be opened. */
export function opened(what: Partial<Open> & Pick<Open, "kind" | "title">): Open {
  return {
    do: "open",
    round: randomId(),
    about: "",
    fields: [],
    paths: [],
    choices: [],
    limit: 3,
    is_anonymous: false,
    ...what,
  };
}
