/** One atlas of the folder: its picture, its answer, its file. */

import type { ReactNode } from "react";
import { cardAddress } from "../api";
import type { Card as CardOf } from "../generated/protocol";
import { texts } from "../texts/home";
import { Icon } from "./Icon";
import { ago, inFull } from "./time";

export function Card({ card, theme }: { card: CardOf; theme: "light" | "dark" }): ReactNode {
  const { key, file, title, headline, steps, changed_at, error } = card;
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
        <h2>
          <a href={`/atlas/${encodeURIComponent(key)}`}>{title === "" ? file : title}</a>
        </h2>
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
