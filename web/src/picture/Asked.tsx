/** Below a view that takes long: that it is being worked out, or that the map has changed since, and a way on. */

import type { ReactNode } from "react";
import type { Picture } from "../room/document";
import { useDocument, useStudio } from "../studio/studio";
import { texts } from "../texts/canvas";

export function Asked({ picture }: { picture: Picture }): ReactNode {
  const { room } = useStudio();
  const n = useDocument((document) => document.n);
  const isOld = picture.isSettled && picture.n < n;
  const words = picture.isSettled ? isOld && texts.isOfBefore : texts.workingOut;
  return (
    <div className={words === false ? "canvas-asked" : "canvas-asked is-told"}>
      <p role="status">{words}</p>
      {isOld && (
        <button type="button" className="button" onClick={() => room.workOut(picture.view)}>
          {texts.workOutAgain}
        </button>
      )}
    </div>
  );
}
