/** Points in time as people say them. */

const LONG = new Intl.DateTimeFormat("en", { dateStyle: "full", timeStyle: "short" });
const AGO = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** Such as "3 minutes ago" or "yesterday"; "just now" within a minute. */
export function ago(at: string, now: Date = new Date()): string {
  const seconds = (now.getTime() - new Date(at).getTime()) / 1000;
  if (Number.isNaN(seconds)) return at;
  const unit = UNITS.find(([, length]) => seconds >= length);
  return unit === undefined ? "just now" : AGO.format(-Math.floor(seconds / unit[1]), unit[0]);
}

/** The day and the minute, in full. */
export function inFull(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : LONG.format(date);
}
