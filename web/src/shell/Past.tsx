/** The map as it was after an earlier change. */

import { type ReactNode, useCallback } from "react";
import { getPictureAt } from "../api";
import { EMPTY, type Picture, told } from "../room/document";
import { TABLE } from "../studio/screen";
import { useDocument, useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/shell";
import { Dialog } from "./Dialog";
import type { Seen } from "./State";
import { Still } from "./Still";
import { ago } from "./time";
import { useAsked } from "./useAsked";

export function Past({ state, onClose }: { state: Seen; onClose: () => void }): ReactNode {
  const { n, at, version } = state;
  const { room } = useStudio();
  const first = useDocument((document) => document.views[0]?.name ?? "");
  const view = useScreen((screen) => screen.views.find((name) => name !== TABLE)) ?? first;
  const ask = useCallback(async (): Promise<Picture | null> => {
    const message = await getPictureAt(room.key, view, n);
    return told(EMPTY, message).pictures.get(message.view) ?? null;
  }, [room, view, n]);
  const { answer, problem } = useAsked(ask);
  return (
    <Dialog
      title={version === "" ? texts.stateOf(at === "" ? texts.first : ago(at)) : version}
      onClose={onClose}
      className="widest"
    >
      {problem !== "" && <p role="alert">{problem}</p>}
      {answer === null ? problem === "" && <p className="soft">{texts.loading}</p> : <Still picture={answer} />}
    </Dialog>
  );
}
