/** What is told as far as it differs, laid over what was known: the first time it is the whole. */

/**
 * A field that is not told is as it was. A list is told as a whole, but what has an `id` or a `path` in it is known by
 * that, and told as far as it differs.
 */
export function laidOver(known: unknown, told: unknown): unknown {
  if (Array.isArray(told)) {
    const parts = new Map(Array.isArray(known) ? known.map((part) => [keyOf(part), part]) : []);
    return told.map((part) => (keyOf(part) === null ? part : laidOver(parts.get(keyOf(part)), part)));
  }
  if (!isRecord(told)) return told;
  const before = isRecord(known) ? known : {};
  return {
    ...before,
    ...Object.fromEntries(Object.entries(told).map(([key, part]) => [key, laidOver(before[key], part)])),
  };
}

function keyOf(part: unknown): unknown {
  return isRecord(part) ? (part["id"] ?? part["path"] ?? null) : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
