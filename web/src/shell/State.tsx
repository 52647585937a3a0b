/** One state of the history: who, when, what, and the way back to it. */

import type { ReactNode } from "react";
import { restore } from "../api";
import { say } from "../studio/screen";
import { useMay, useStudio } from "../studio/studio";
import { texts } from "../texts/shell";
import { Icon } from "./Icon";
import { Tip } from "./Tip";
import { ago, inFull } from "./time";
import { reason } from "./useAsked";

/** A state by its number, when it came about ('' where nobody knows), and what it is called, if it has a name. */
export interface Seen {
  readonly n: number;
  readonly at: string;
  readonly version: string;
}

export interface StateProps extends Seen {
  readonly by: string;
  readonly words: string;
  readonly lines: readonly string[];
  readonly isNow: boolean;
  readonly onLook: (state: Seen) => void;
}

export function State({ n, at, by, version, words, lines, isNow, onLook }: StateProps): ReactNode {
  const { room, screen } = useStudio();
  const mayEdit = useMay("edit");
  const goBack = async (): Promise<void> => {
    try {
      await restore(room.key, n, screen.get().by);
      say(screen, texts.wentBack);
    } catch (error) {
      say(screen, reason(error), "error");
    }
  };
  return (
    <li className="moment" data-now={isNow}>
      {version !== "" && (
        <p className="state-name">
          <Icon sign="flag" />
          {version}
        </p>
      )}
      {words !== "" && <p className="state-words">{words}</p>}
      {lines.map((line) => (
        <p key={line} className="state-line">
          {line}
        </p>
      ))}
      <div className="state-foot">
        <span className="soft">{at !== "" && <Who by={by} at={at} />}</span>
        {isNow ? (
          <span className="state-now">{texts.now}</span>
        ) : (
          <span className="state-acts">
            <button type="button" className="link" onClick={() => onLook({ n, at, version })}>
              {texts.look}
            </button>
            {mayEdit && (
              <button type="button" className="link" onClick={() => void goBack()}>
                {texts.goBack}
              </button>
            )}
          </span>
        )}
      </div>
    </li>
  );
}

function Who({ by, at }: { by: string; at: string }): ReactNode {
  return (
    <>
      {by === "" ? texts.somebody : by} ·{" "}
      <Tip text={inFull(at)}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the full time is there for the keyboard, too */}
        <time dateTime={at} tabIndex={0}>
          {ago(at)}
        </time>
      </Tip>
    </>
  );
}
