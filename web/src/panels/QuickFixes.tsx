/** What could be done at once about the constraint: the quick fixes of its step, and a field to write another one. */

import { type ReactNode, useState } from "react";
import { join, split, treeAt } from "../lib/path";
import { labelOf } from "../lib/places";
import { newId, stepOf, stepPath } from "../lib/structure";
import { useDocument, useMay, useStudio } from "../studio/studio";
import { texts } from "../texts/panels";
import { Linked } from "./Linked";

/** Nothing where the place belongs to no step, or there is nothing to read and nothing may be written. */
export function QuickFixes({ path }: { readonly path: string }): ReactNode {
  const { room } = useStudio();
  const [text, setText] = useState("");
  const values = useDocument((document) => document.values);
  const mayEdit = useMay("edit");
  const step = stepOf(path);
  if (step === null) return null;
  const holder = join(...split(stepPath(step)), "quick_fixes");
  const fixes = [...treeAt(values, holder).keys()];
  if (fixes.length === 0 && !mayEdit) return null;
  const write = (): void => {
    if (text.trim() === "") return;
    const made = join(...split(holder), newId(text, "fix"));
    room.edit([{ path: made, value: new Map([["text", text.trim()]]) }], texts.addFix);
    setText("");
  };
  return (
    <details>
      <summary>{texts.fixes(fixes.length)}</summary>
      <ul className="rows">
        {fixes.map((id) => {
          const own = join(...split(holder), id);
          const fix = treeAt(values, own);
          return (
            <li key={id}>
              <Linked paths={[own]} tip={texts.open(labelOf(fix, id))} className="row">
                <span className="label">{labelOf(fix, id)}</span>
                {fix.get("done") === true && <span className="spread">{texts.doneFix}</span>}
              </Linked>
            </li>
          );
        })}
      </ul>
      {mayEdit && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            write();
          }}
        >
          <input
            type="text"
            aria-label={texts.writeFix}
            placeholder={texts.writeFix}
            maxLength={500}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onBlur={write}
          />
        </form>
      )}
    </details>
  );
}
