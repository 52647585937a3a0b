/** An event log beside this map: which steps it tells of is proposed, confirmed, and added as a measurement. */

import { type ReactNode, useEffect, useState } from "react";
import { importInto } from "../api";
import type { Measured } from "../generated/protocol";
import { treeAt } from "../lib/path";
import { isTree, type Tree, typed } from "../lib/tree";
import { say } from "../studio/screen";
import { useDocument, useScreen, useStudio } from "../studio/studio";
import { texts as home } from "../texts/home";
import { texts } from "../texts/shell";
import { showOnceDrawn } from "./arriving";
import { Dialog } from "./Dialog";
import { objection } from "./dropped";
import { FileButton } from "./FileButton";
import { Sending } from "./Sending";
import { reason } from "./useAsked";

export function LogDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { room, screen } = useStudio();
  const dropped = useScreen((now) => now.log);
  const [file, setFile] = useState(dropped);
  const [share, setShare] = useState(0);
  const [problem, setProblem] = useState("");
  const [objectType, setObjectType] = useState("");
  const [objectTypes, setObjectTypes] = useState<readonly string[]>([]);
  const [found, setFound] = useState<Measured | null>(null);
  const [steps, setSteps] = useState<Readonly<Record<string, string>>>({});
  const [isAdding, setAdding] = useState(false);
  useEffect(() => {
    if (file === null) return undefined;
    let isWanted = true;
    setFound(null);
    setProblem(objection(file));
    if (objection(file) !== "") return undefined;
    importInto(room.key, { file, objectType }, null, setShare).then(
      (answer) => {
        if (!isWanted) return;
        setFound(answer);
        setObjectTypes(answer.object_types);
        setSteps(Object.fromEntries(answer.matches.map((one) => [one.name, one.step])));
      },
      (error: unknown) => {
        if (isWanted) setProblem(reason(error));
      },
    );
    return () => {
      isWanted = false;
    };
  }, [file, objectType, room.key]);
  useEffect(() => () => screen.set({ log: null }), [screen]);
  const add = async (): Promise<void> => {
    if (file === null || isAdding) return;
    setAdding(true);
    try {
      const added = await importInto(room.key, { file, objectType }, steps, () => undefined);
      say(screen, texts.measured(added.id));
      if (added.view !== "") showOnceDrawn(room, screen.set, added.view);
      onClose();
    } catch (error) {
      setProblem(reason(error));
      setAdding(false);
    }
  };
  const choose = (next: File): void => {
    setObjectType("");
    setObjectTypes([]);
    setFile(next);
  };
  const isBusy = isAdding || (file !== null && found === null && problem === "");
  return (
    <Dialog title={texts.importLog} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (found !== null) void add();
        }}
      >
        <p className="soft">{texts.importLogLong}</p>
        <div role="status">{isBusy && file !== null && <Sending way={{ name: file.name, share }} />}</div>
        {problem !== "" && <p role="alert">{problem}</p>}
        {objectTypes.length > 0 && <ObjectTypeField types={objectTypes} chosen={objectType} onChoose={setObjectType} />}
        {found !== null && (
          <>
            {found.said.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
            <MatchFields found={found} steps={steps} onStep={(name, step) => setSteps({ ...steps, [name]: step })} />
          </>
        )}
        <div className="form-end">
          <FileButton label={file === null ? texts.chooseLog : texts.otherLog} isFirst onFile={choose} />
          {found !== null && (
            <button type="submit" className="button primary" aria-disabled={isAdding}>
              {texts.addMeasurement}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

interface MatchProps {
  readonly found: Measured;
  readonly steps: Readonly<Record<string, string>>;
  readonly onStep: (name: string, step: string) => void;
}

interface ObjectTypeProps {
  /** the one that is proposed first */
  readonly types: readonly string[];
  readonly chosen: string;
  readonly onChoose: (type: string) => void;
}

/** What counts as an item, in a log of several kinds of object. */
function ObjectTypeField({ types, chosen, onChoose }: ObjectTypeProps): ReactNode {
  return (
    <label className="labelled">
      <span>{texts.objectType}</span>
      <select className="text-field" value={chosen || types[0]} onChange={(event) => onChoose(event.target.value)}>
        {types.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Every name of the log with the step of the map that it is. */
function MatchFields({ found, steps, onStep }: MatchProps): ReactNode {
  const values = useDocument((document) => document.values);
  const known = stepNames(values);
  return (
    <fieldset>
      <legend>{texts.matches}</legend>
      {found.matches.map((one) => (
        <label key={one.name} className="labelled">
          <span>{one.name}</span>
          <select
            className="text-field"
            aria-label={one.name}
            value={steps[one.name] ?? ""}
            onChange={(event) => onStep(one.name, event.target.value)}
          >
            <option value="">{texts.noStep}</option>
            {known.map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          {one.because !== "" && <small>{one.because}</small>}
        </label>
      ))}
      {found.matches.length === 0 && <p>{home.noMatches}</p>}
    </fieldset>
  );
}

function stepNames(values: Tree): [string, string][] {
  return [...treeAt(values, "current/steps")].map(([id, step]) => [
    id,
    (isTree(step) ? typed(step.get("name")) : "") || id.replaceAll("-", " "),
  ]);
}
