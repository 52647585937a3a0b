/** Where the notes of a group go once they are shown. */

import { type ReactNode, useState } from "react";
import type { Open } from "../generated/protocol";
import { isSameList, useSelected } from "../lib/store";
import type { Picture } from "../room/document";
import { useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { targets } from "./material";

/** The pictures that are on the screen. */
export function usePictures(): readonly Picture[] {
  const { room } = useStudio();
  const views = useScreen((screen) => screen.views);
  return useSelected(
    { get: room.getDocument, subscribe: room.subscribe },
    ({ pictures }) => views.flatMap((view) => pictures.get(view) ?? []),
    isSameList,
  );
}

export function WriteTo({ onChoose }: { readonly onChoose: (what: Partial<Open>) => void }): ReactNode {
  const all = targets(usePictures(), texts.questions);
  const [chosen, setChosen] = useState("");
  const choose = (id: string): void => {
    setChosen(id);
    const target = all.find((one) => one.id === id);
    onChoose({ about: target?.about ?? "", fields: target?.fields ?? [] });
  };
  return (
    <label className="labelled">
      <span>{texts.goesTo}</span>
      <select className="text-field" value={chosen} onChange={(event) => choose(event.target.value)}>
        <option value="">{texts.nowhere}</option>
        {all.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
