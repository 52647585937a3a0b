/** One atlas of the folder: its picture, its answer, its file, and what can be done with it. */

import { type ReactNode, useState } from "react";
import { cardAddress, copyAtlas, throwAway } from "../api";
import type { Card as CardOf } from "../generated/protocol";
import { may, type Right } from "../people/rights";
import { texts } from "../texts/home";
import { Icon } from "./Icon";
import { Menu, MenuItem } from "./Menu";
import { RenameDialog } from "./RenameDialog";
import { ago, inFull } from "./time";
import { reason } from "./useAsked";

/** What became of something, in a sentence. */
export interface News {
  readonly text: string;
  readonly isTrouble: boolean;
  /** a log that atlases of other items can be made of */
  readonly more?: { readonly file: File; readonly type: string; readonly types: readonly string[] };
}

interface CardProps {
  readonly card: CardOf;
  readonly theme: "light" | "dark";
  /** what one may do here */
  readonly right: Right;
  readonly onSaid: (news: News) => void;
}

export function Card({ card, theme, right, onSaid }: CardProps): ReactNode {
  const { key, file, headline, steps, changed_at, error } = card;
  const title = card.title === "" ? file : card.title;
  return (
    <li className="card" data-broken={error !== ""}>
      <div className="card-picture">
        {error === "" ? (
          <img src={cardAddress(key, theme, changed_at)} alt="" loading="lazy" decoding="async" />
        ) : (
          <Icon sign="warning" />
        )}
      </div>
      <div className="card-words">
        <div className="card-head">
          <h2>
            <a href={`/atlas/${encodeURIComponent(key)}`}>{title}</a>
          </h2>
          {may(right, "edit") && <Acts card={card} title={title} right={right} onSaid={onSaid} />}
        </div>
        {error === "" ? (
          <p>{headline}</p>
        ) : (
          <p className="card-error">
            <b>{texts.broken}.</b> {error}
          </p>
        )}
        <p className="card-foot soft">
          {file} · {error === "" && `${texts.steps(steps)} · `}
          <time dateTime={changed_at} title={inFull(changed_at)}>
            {texts.changed(ago(changed_at))}
          </time>
        </p>
      </div>
    </li>
  );
}

interface ActsProps {
  readonly card: CardOf;
  readonly title: string;
  readonly right: Right;
  readonly onSaid: (news: News) => void;
}

function Acts({ card, title, right, onSaid }: ActsProps): ReactNode {
  const [isRenaming, setRenaming] = useState(false);
  const { key, file, error } = card;
  const act = (doing: Promise<string>): void => {
    doing.then(
      (text) => onSaid({ text, isTrouble: false }),
      (why: unknown) => onSaid({ text: reason(why), isTrouble: true }),
    );
  };
  const copied = async (): Promise<string> => texts.duplicated((await copyAtlas(key)).title);
  const trashed = async (): Promise<string> => texts.trashed(file, (await throwAway(key)).now);
  return (
    <div className="card-acts">
      <Menu label={texts.more(title)} sign="more">
        <MenuItem label={texts.rename} isPossible={error === ""} onSelect={() => setRenaming(true)} />
        <MenuItem label={texts.duplicate} isPossible={error === ""} onSelect={() => act(copied())} />
        {may(right, "host") && <MenuItem label={texts.trash} onSelect={() => act(trashed())} />}
      </Menu>
      {isRenaming && (
        <RenameDialog
          atlas={key}
          title={title}
          onClose={() => setRenaming(false)}
          onRenamed={() => onSaid({ text: texts.renamed, isTrouble: false })}
        />
      )}
    </div>
  );
}
