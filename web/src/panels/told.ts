/** What the answers say, put in order: the main one, changes in words, findings that say the same together. */

import type { AnswerOf, Figures, FindingOf } from "../generated/protocol";
import { texts } from "../texts/panels";

const MAIN = ["measured_lead_time", "lead_time_with_rework", "lead_time"];

/** The answer that stands above all others; null where there is none yet. */
export function mainOf(answers: readonly AnswerOf[]): AnswerOf | null {
  return MAIN.map((name) => named(answers, name)).find((answer) => answer !== null) ?? answers[0] ?? null;
}

export function named(answers: readonly AnswerOf[], name: string): AnswerOf | null {
  return answers.find((answer) => answer.name === name) ?? null;
}

/** All answers but the main one, those of the sums at once in place of older ones. */
export function othersOf(figures: Figures): AnswerOf[] {
  const main = mainOf(figures.answers);
  return figures.answers.filter((answer) => answer.name !== main?.name);
}

/** Whether there is a main answer; else the sentences say what is missing. */
export function isTold(figures: Figures): boolean {
  const main = mainOf(figures.answers);
  return main !== null && main.text !== "?";
}

/** What the sum at best knowledge was before, and what became of it in words; '' where it did not move. */
export function movedFrom(before: Figures, after: Figures): { readonly text: string; readonly words: string } {
  const [earlier, now] = [mainOf(before.exact), mainOf(after.exact)];
  if (earlier === null || now === null || earlier.text === now.text) return { text: "", words: "" };
  return { text: earlier.text, words: texts.moved(earlier.text, now.text) };
}

export interface Told {
  readonly severity: FindingOf["severity"];
  readonly message: string;
  readonly hint: string;
  readonly paths: readonly string[];
}

const ORDER = ["error", "warning", "info"];

/** Findings by severity, those that say the same as one. */
export function together(findings: readonly FindingOf[]): Told[] {
  const found = new Map<string, { severity: FindingOf["severity"]; message: string; hint: string; paths: string[] }>();
  for (const { severity, message, hint, path } of findings) {
    const key = JSON.stringify([severity, message, hint]);
    const same = found.get(key);
    if (same === undefined) found.set(key, { severity, message, hint, paths: [path] });
    else same.paths.push(path);
  }
  return [...found.values()].sort((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity));
}

/** How many there are of each severity, the gravest first. */
export function counts(findings: readonly FindingOf[]): [FindingOf["severity"], number][] {
  const severities: readonly FindingOf["severity"][] = ["error", "warning", "info"];
  return severities
    .map((severity): [FindingOf["severity"], number] => [
      severity,
      findings.filter((one) => one.severity === severity).length,
    ])
    .filter(([, count]) => count > 0);
}

/** The path behind the present one, and the first one again behind the last. */
export function nextOf(paths: readonly string[], present: string | undefined): string | null {
  const at = present === undefined ? -1 : paths.indexOf(present);
  return paths[(at + 1) % paths.length] ?? null;
}

export function inPercent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
