/** The map as a list, for those who hear it: steps in their order with their values, then what else is drawn. */

import { memo, type ReactNode, useMemo } from "react";
import { isInside, join, valueAt } from "../lib/path";
import { nameOf, predecessors, stepPath, stepsIn } from "../lib/structure";
import { isTree, type Tree, typed } from "../lib/tree";
import type { Picture } from "../room/document";
import { texts } from "../texts/canvas";
import { isOffer } from "./offers";
import { partAt, selectable } from "./walk";

interface OutlineProps {
  readonly view: string;
  readonly picture: Picture;
  readonly values: Tree;
  readonly section: string;
  readonly active: string | null;
  readonly onTake: (offer: string) => void;
}

/** The id of the entry for a path; what is chosen last is the one that the canvas points to. */
export function entryId(view: string, path: string): string {
  return `entry-${view}-${path}`.replaceAll(/[^\w-]/g, "_");
}

export const Outline = memo(function Outline(props: OutlineProps): ReactNode {
  const { view, picture, values, section, active, onTake } = props;
  // Walking over the map says nothing new of it.
  const entries = useMemo(() => entriesOf(values, section), [values, section]);
  const others = useMemo(() => {
    const steps = new Set(entries.map((entry) => entry.path));
    return selectable(picture).filter((path) => !steps.has(path.split("/", 3).join("/")));
  }, [picture, entries]);
  return (
    <div className="only-heard">
      <p>{picture.description}</p>
      {entries.length > 0 && (
        <ol aria-label={texts.stepsInOrder}>
          {entries.map(({ path, words }) => {
            const inner = active !== null && active !== path && isInside(active, path) ? active : null;
            return (
              <Step
                key={path}
                view={view}
                path={path}
                words={words}
                inner={inner}
                innerWords={inner === null ? "" : inWords(picture, inner)}
              />
            );
          })}
        </ol>
      )}
      {others.length > 0 && (
        <ul aria-label={texts.alsoOnTheMap}>
          {others.map((path) =>
            isOffer(partAt(picture, path)) ? (
              <li key={path}>
                {/* The map has the focus and points to what it is on; keys act there. */}
                <button type="button" id={entryId(view, path)} tabIndex={-1} onClick={() => onTake(path)}>
                  {inWords(picture, path)}
                </button>
              </li>
            ) : (
              <li key={path} id={entryId(view, path)}>
                {inWords(picture, path)}
              </li>
            ),
          )}
        </ul>
      )}
    </div>
  );
});

/** What is said of every step, in order. */
function entriesOf(values: Tree, section: string): { readonly path: string; readonly words: string }[] {
  const steps = stepsIn(values, section);
  const after = predecessors(steps);
  const nameOfRole = rolesOf(values, section);
  return [...steps.keys()].map((id, at) => ({
    path: stepPath({ section, id }),
    words: stepInWords(steps, id, at, (after.get(id) ?? []).length > 0, nameOfRole),
  }));
}

interface StepProps {
  readonly view: string;
  readonly path: string;
  readonly words: string;
  /** the path of what is chosen in the step; null for nothing */
  readonly inner: string | null;
  readonly innerWords: string;
}

const Step = memo(function Step({ view, path, words, inner, innerWords }: StepProps): ReactNode {
  return (
    <li>
      <span id={entryId(view, path)}>{words}</span>
      {inner !== null && <span id={entryId(view, inner)}>{innerWords}</span>}
    </li>
  );
});

function inWords(picture: Picture, path: string): string {
  const part = partAt(picture, path);
  if (part === null) return path;
  if (part.name === "" && part.tip === "")
    return part.shapes.flatMap((shape) => (shape.shape === "text" ? [shape.text] : [])).join(" ");
  return part.tip === "" ? part.name : `${part.name}. ${part.tip}`;
}

/** A step in words: “Legal review, step 3 of 7, process time 2h, wait before 3d to 10d”. */
function stepInWords(
  steps: ReadonlyMap<string, Tree>,
  id: string,
  at: number,
  hasBefore: boolean,
  nameOfRole: (role: string) => string,
): string {
  const step = steps.get(id) ?? new Map();
  const roles = step.get("roles");
  const names = Array.isArray(roles) ? roles.map((role) => nameOfRole(typed(role))).join(", ") : "";
  const links = step.get("rework");
  const back = isTree(links)
    ? [...links.values()].flatMap((link) => (isTree(link) ? [typed(link.get("to"))] : []))
    : [];
  return [
    texts.step(nameOf(step, id), at + 1, steps.size),
    ...(names === "" ? [] : [texts.roles(names)]),
    texts.workTime(known(typed(step.get("process_time")))),
    ...(hasBefore || step.has("wait_time") ? [texts.waitBefore(known(typed(step.get("wait_time"))))] : []),
    ...(step.has("share") ? [texts.shareOf(typed(step.get("share")))] : []),
    ...(step.has("percent_complete_accurate") ? [texts.usable(typed(step.get("percent_complete_accurate")))] : []),
    ...back.map((to) => texts.goesBack(nameOf(steps.get(to), to))),
  ].join(", ");
}

function known(text: string): string {
  return text === "?" ? "" : text.replaceAll("..", " to ");
}

function rolesOf(values: Tree, section: string): (role: string) => string {
  return (id) => typed(valueAt(values, join(section, "roles", id, "name"))) || id;
}
