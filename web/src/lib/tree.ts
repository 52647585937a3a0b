/** Plain values of an atlas: mappings keep the order of their keys, so they are Maps; quantities are leaves. */

export type Leaf = string | number | boolean | null | readonly Leaf[] | Quantity;
export interface Quantity {
  readonly [key: string]: Leaf;
}
export type Tree = ReadonlyMap<string, Value>;
export type Value = Leaf | Tree;

const PERCENTILE = /^p\d{1,2}(\.\d+)?$/;
const BESIDE = new Set(["value", "basis", "by", "on", "n"]);

export function isTree(value: Value | undefined): value is Tree {
  return value instanceof Map;
}

/** Whether a mapping is a quantity such as {p50: 4d, n: 12}, which paths do not lead into. */
function isQuantity(value: object): boolean {
  const keys = Object.keys(value);
  const hasFigure = keys.some((key) => PERCENTILE.test(key) || key === "value");
  return hasFigure && keys.every((key) => PERCENTILE.test(key) || BESIDE.has(key));
}

/** A value as JSON gives it, with Maps for mappings. */
export function fromJson(json: unknown): Value {
  if (Array.isArray(json)) return json.map((one): Leaf => leaf(fromJson(one)));
  if (typeof json === "object" && json !== null) {
    if (isQuantity(json))
      return Object.fromEntries(Object.entries(json).map(([key, one]) => [key, leaf(fromJson(one))]));
    return new Map(Object.entries(json).map(([key, one]) => [key, fromJson(one)]));
  }
  if (typeof json === "string" || typeof json === "number" || typeof json === "boolean") return json;
  return null;
}

/** A value as JSON takes it. */
export function toJson(value: Value): unknown {
  if (!isTree(value)) return value;
  return Object.fromEntries([...value].map(([key, one]) => [key, toJson(one)]));
}

/** A leaf as people typed it; a quantity by its figure. */
export function typed(value: Value | undefined): string {
  if (value === undefined || value === null || isTree(value)) return "";
  if (Array.isArray(value)) return value.map((one) => typed(one)).join(", ");
  if (typeof value === "object") {
    return Object.entries(value)
      .map(([key, one]) => (key === "value" ? typed(one) : `${key}: ${typed(one)}`))
      .join(", ");
  }
  return String(value);
}

function leaf(value: Value): Leaf {
  return isTree(value) ? JSON.stringify(toJson(value)) : value;
}
