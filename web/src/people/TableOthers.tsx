/** The others in the table: what they chose, what they are changing, and what was refused. */

import { type CSSProperties, type ReactNode, type RefObject, useLayoutEffect, useState } from "react";
import { isInside } from "../lib/path";
import { TABLE } from "../studio/screen";
import { useLink, usePeople, useScreen } from "../studio/studio";
import { texts } from "../texts/people";
import { called, colourOf, letters, othersAmong } from "./faces";

interface Mark {
  readonly key: string;
  readonly path: string;
  readonly words: string;
  readonly className: string;
  readonly isTyping: boolean;
}

interface MarksProps {
  readonly table: RefObject<HTMLTableElement | null>;
  /** the rows: with other ones cells stand elsewhere */
  readonly rows: object;
}

export function TableOthers({ table, rows }: MarksProps): ReactNode {
  const people = usePeople((document) => document.people);
  const you = usePeople((document) => document.you);
  const refused = useScreen((screen) => screen.refused);
  const isHere = useLink() === "open";
  const others = isHere ? othersAmong(people, you) : [];
  const marks = others.flatMap((person): Mark[] => {
    const chosen = person.view === TABLE ? person.selection.slice(-1) : [];
    const paths = [...new Set([...chosen, ...(person.typing === "" ? [] : [person.typing])])];
    return paths.map((path) => ({
      key: `${person.id} ${path}`,
      path,
      words: path === person.typing ? texts.changedBy(called(person)) : letters(called(person)),
      className: colourOf(person),
      isTyping: path === person.typing,
    }));
  });
  const bad = refused.map((path) => ({ key: path, path, words: "", className: "is-refused", isTyping: false }));
  const all = [...marks, ...bad];
  const places = useCells(table, all.map(({ path }) => path).join("\n"), rows);
  return (
    <div className="table-others" aria-hidden="true">
      {all.map(({ key, path, words, className, isTyping }) => {
        const place = places.get(path);
        return (
          place !== undefined && (
            <div
              key={key}
              className={`others-chosen ${className}`}
              data-typing={isTyping ? "" : undefined}
              style={place}
            >
              {words !== "" && <span className="others-tag">{words}</span>}
            </div>
          )
        );
      })}
    </div>
  );
}

/** Where the cells of some paths stand; for a whole row its first cell. */
function useCells(table: MarksProps["table"], paths: string, rows: object): ReadonlyMap<string, CSSProperties> {
  const [places, setPlaces] = useState<ReadonlyMap<string, CSSProperties>>(new Map());
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows stand elsewhere
  useLayoutEffect(() => {
    const cells = paths === "" ? [] : [...(table.current?.querySelectorAll<HTMLElement>("td[data-path]") ?? [])];
    const found = new Map<string, CSSProperties>();
    for (const path of paths.split("\n")) {
      const own = cells.find((cell) => cell.dataset["path"] === path);
      const cell = own ?? cells.find((one) => isInside(one.dataset["path"] ?? "", path));
      if (cell === undefined) continue;
      const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = cell;
      found.set(path, { height, left, top, width });
    }
    setPlaces(found);
  }, [table, paths, rows]);
  return places;
}
