/** What a group votes on, and how many dots each has. */

import { type ReactNode, useEffect, useState } from "react";
import type { Open } from "../generated/protocol";
import { treeAt } from "../lib/path";
import { fieldAt } from "../lib/schema";
import { useSchema } from "../panels/useSchema";
import { useDocument, useSelection } from "../studio/studio";
import { texts } from "../texts/session";
import { choicesIn, choicesOf, QUESTIONS, quickFixes, recordsAt, selectedRecords, targets } from "./material";
import { usePictures } from "./WriteTo";

const OWN = "own";

interface Source {
  readonly id: string;
  readonly name: string;
  readonly paths: readonly string[];
}

export function VoteOn({ onChoose }: { readonly onChoose: (what: Partial<Open>) => void }): ReactNode {
  const sources = useSources();
  const values = useDocument((document) => document.values);
  const [id, setId] = useState<string | null>(null);
  const [words, setWords] = useState("");
  const [limit, setLimit] = useState("3");
  const source = sources.find((one) => one.id === id) ?? (id === OWN ? undefined : sources[0]);
  const paths = source?.paths.join("\n") ?? "";
  useEffect(() => {
    const choices = paths === "" ? choicesIn(words) : choicesOf(paths.split("\n"), values);
    onChoose({ choices, limit: Math.max(1, Math.min(100, Math.round(Number(limit)) || 1)) });
  }, [onChoose, paths, words, limit, values]);
  return (
    <>
      <label className="labelled">
        <span>{texts.whatToVoteOn}</span>
        <select className="text-field" value={source?.id ?? OWN} onChange={(event) => setId(event.target.value)}>
          {sources.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
          <option value={OWN}>{texts.ownWords}</option>
        </select>
      </label>
      {source === undefined && (
        <label className="labelled">
          <span>{texts.oneALine}</span>
          <textarea className="text-field" rows={4} value={words} onChange={(event) => setWords(event.target.value)} />
        </label>
      )}
      <label className="labelled">
        <span>{texts.limit}</span>
        <input
          className="text-field"
          type="number"
          min={1}
          max={100}
          value={limit}
          onChange={(event) => setLimit(event.target.value)}
        />
      </label>
    </>
  );
}

/** What there is to vote on, with more than one choice each: what is selected first. */
function useSources(): Source[] {
  const schema = useSchema();
  const selection = useSelection();
  const pictures = usePictures();
  const values = useDocument((document) => document.values);
  if (schema === null) return [];
  const chosen = selectedRecords(selection, pictures, schema, values);
  const columns = targets(pictures, texts.questions).filter(({ about }) => about !== QUESTIONS);
  const fixes = quickFixes(values);
  const questions = [...treeAt(values, QUESTIONS).keys()];
  const found: Source[] = [
    { id: "selected", name: texts.selected(chosen.length), paths: chosen },
    ...columns.map((column) => {
      const paths = recordsAt(values, column);
      return { id: column.id, name: texts.allNotes(column.name, paths.length), paths };
    }),
    ...[...new Set(columns.map(({ about }) => about))].map((about) => {
      const paths = recordsAt(values, { about, fields: [] });
      return { id: about, name: texts.allNotes(fieldAt(schema, about)?.title ?? about, paths.length), paths };
    }),
    { id: "fixes", name: texts.fixes(fixes.length), paths: fixes },
    {
      id: QUESTIONS,
      name: texts.openQuestions(questions.length),
      paths: recordsAt(values, { about: QUESTIONS, fields: [] }),
    },
  ];
  return found.filter(({ paths }) => paths.length > 1);
}
