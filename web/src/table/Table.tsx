/** The stream as a spreadsheet: every value by keyboard, ranges on the clipboard, rows in the order of the map. */

import { type ReactNode, useMemo, useState } from "react";
import type { JsonSchema } from "../api";
import { treeAt } from "../lib/path";
import type { Tree } from "../lib/tree";
import { useSchema } from "../panels/useSchema";
import { useDocument } from "../studio/studio";
import { texts } from "../texts/table";
import { ColumnsMenu } from "./ColumnsMenu";
import { Grid } from "./Grid";
import { allColumns, chosenColumns, rowsOf, SECTION } from "./sheet";
import "../styles/table.css";

const KEPT = "flowatlas:columns";

export function Table(): ReactNode {
  const schema = useSchema();
  const values = useDocument((document) => document.values);
  const isLoaded = useDocument((document) => document.isLoaded);
  return (
    <section className="table" data-region="table" aria-label={texts.table}>
      {schema !== null && isLoaded && <Loaded schema={schema} values={values} />}
    </section>
  );
}

function Loaded({ schema, values }: { schema: JsonSchema; values: Tree }): ReactNode {
  const [chosen, setChosen] = useState(keptColumns);
  const all = useMemo(() => allColumns(schema), [schema]);
  const columns = useMemo(() => chosenColumns(all, chosen), [all, chosen]);
  const stream = treeAt(values, SECTION);
  // Rows are made anew only where the stream changed, so that all others stay as they are drawn.
  const rows = useMemo(() => rowsOf(new Map([[SECTION, stream]])), [stream]);
  const choose = (names: readonly string[]): void => {
    window.localStorage.setItem(KEPT, JSON.stringify(names));
    setChosen(names);
  };
  return (
    <>
      <div className="table-tools">
        <p id="table-help" className="quiet">
          {texts.help}
        </p>
        <ColumnsMenu all={all} shown={columns} onChoose={choose} />
      </div>
      <Grid sheet={useMemo(() => ({ rows, columns }), [rows, columns])} values={values} />
    </>
  );
}

function keptColumns(): readonly string[] | null {
  const text = window.localStorage.getItem(KEPT);
  try {
    const names: unknown = text === null ? null : JSON.parse(text);
    return Array.isArray(names) ? names.filter((name) => typeof name === "string") : null;
  } catch {
    return null;
  }
}
