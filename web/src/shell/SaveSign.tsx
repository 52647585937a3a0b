/** Whether the work is saved, in words; read out when that becomes another one. */

import type { ReactNode } from "react";
import { useDocument, useLink } from "../studio/studio";
import { Icon } from "./Icon";
import { saveWords } from "./saveWords";
import { Tip } from "./Tip";

export function SaveSign(): ReactNode {
  const save = useDocument((document) => document.save);
  const isLoaded = useDocument((document) => document.isLoaded);
  const pending = useDocument(({ pending, acts }) => pending.length + acts.length);
  const file = useDocument((document) => document.file);
  const { tone, sign, words, explanation } = saveWords(save, useLink(), isLoaded, pending, file);
  const isTrouble = tone === "warning" || tone === "error";
  return (
    <div className="save" data-tone={tone}>
      <Tip text={explanation}>
        <button type="button" className="save-words">
          <Icon sign={sign} />
          {words}
        </button>
      </Tip>
      <span className="unseen" role="status">
        {isTrouble ? explanation : ""}
      </span>
    </div>
  );
}
