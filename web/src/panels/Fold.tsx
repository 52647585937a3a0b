/** Something folded under a title that is explained on hover and focus. */

import { type ReactNode, useState } from "react";
import { Icon } from "../shell/Icon";
import { Tip } from "../shell/Tip";

interface FoldProps {
  readonly title: string;
  readonly count?: number;
  readonly tip: string;
  readonly isOpenFirst: boolean;
  readonly children: ReactNode;
}

/** What is folded away is not drawn. */
export function Fold({ title, count, tip, isOpenFirst, children }: FoldProps): ReactNode {
  const [isOpen, setOpen] = useState(isOpenFirst);
  return (
    <>
      <Tip text={tip} side="left">
        <button type="button" className="quiet-button fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon sign={isOpen ? "down" : "next"} />
          {title}
          {count !== undefined && count > 0 && <span className="count">{count}</span>}
        </button>
      </Tip>
      {isOpen && children}
    </>
  );
}
