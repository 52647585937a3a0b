/** A frame around the stage that says whom this page follows. */

import type { ReactNode } from "react";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/people";
import { called, colourOf } from "./faces";
import { useFollowed, useFollowing } from "./useFollowing";

export function Followed(): ReactNode {
  const { screen } = useStudio();
  useFollowing();
  const person = useFollowed();
  return (
    <>
      <span className="unseen" role="status">
        {person !== null && texts.following(called(person))}
      </span>
      {person !== null && (
        <div className={`followed ${colourOf(person)}`}>
          <p className="followed-words">
            <span>{texts.following(called(person))}</span>
            <button type="button" onClick={() => screen.set({ following: null })}>
              {texts.stopFollowing} <kbd>Esc</kbd>
            </button>
          </p>
        </div>
      )}
    </>
  );
}
