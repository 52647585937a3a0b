/** Something said of places on the map: pointing at it points at them, a click or Enter selects them. */

import type { ReactNode } from "react";
import { Tip } from "../shell/Tip";
import { useStudio } from "../studio/studio";

interface LinkedProps {
  readonly paths: readonly string[];
  readonly tip: string;
  readonly className: string;
  readonly children: ReactNode;
}

export function Linked({ paths, tip, className, children }: LinkedProps): ReactNode {
  const { screen } = useStudio();
  const point = (): void => screen.set({ pointed: paths });
  const leave = (): void => screen.set({ pointed: [] });
  return (
    <Tip text={tip} side="left">
      <button
        type="button"
        className={`linked ${className}`}
        aria-disabled={paths.length === 0}
        onPointerEnter={point}
        onPointerLeave={leave}
        onFocus={point}
        onBlur={leave}
        onClick={() => {
          if (paths.length > 0) screen.set({ selection: paths });
        }}
      >
        {children}
      </button>
    </Tip>
  );
}
