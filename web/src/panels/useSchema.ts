/** The schema of an atlas, asked for once. */

import { useEffect, useState } from "react";
import { getSchema, type JsonSchema } from "../api";

let known: JsonSchema | null = null;
let asked: Promise<JsonSchema> | null = null;

export function schemaOnce(): Promise<JsonSchema> {
  asked ??= getSchema();
  return asked;
}

/** The schema where it is there already; null before. */
export function schemaNow(): JsonSchema | null {
  return known;
}

/** Null until it is there; asked for again where the server could not be reached. */
export function useSchema(): JsonSchema | null {
  const [schema, setSchema] = useState(known);
  useEffect(() => {
    if (schema !== null) return undefined;
    let timer = 0;
    let isGone = false;
    const ask = (): void => {
      schemaOnce()
        .then((found) => {
          known = found;
          if (!isGone) setSchema(found);
        })
        .catch(() => {
          asked = null;
          if (!isGone) timer = window.setTimeout(ask, 2_000);
        });
    };
    ask();
    return () => {
      isGone = true;
      window.clearTimeout(timer);
    };
  }, [schema]);
  return schema;
}
