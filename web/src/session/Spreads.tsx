/** What everybody said of each value: ranges on one scale, how far apart they are, and what the group settles on. */

import { type ReactNode, useMemo } from "react";
import type { RoundOf, SaidOf, ValueOf } from "../generated/protocol";
import { useDocument, useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { Settle } from "./Settle";
import { typedAt } from "./settling";
import { type Bar, bars, mostApartFirst } from "./spread";
import { useAlong } from "./useAlong";

export function Spreads({ round, runs }: { readonly round: RoundOf; readonly runs: boolean }): ReactNode {
  const order = useMemo(() => mostApartFirst(round.values).map(({ path }) => path), [round.values]);
  const along = useAlong(round, runs && round.state === "revealed", order[0] ?? "");
  const byPath = new Map(round.values.map((value) => [value.path, value]));
  const asked = order.flatMap((path) => byPath.get(path) ?? []).filter(({ said }) => said.length > 0);
  if (asked.length === 0) return <p className="soft">{texts.nobodySaid}</p>;
  const next = (path: string): void => {
    const at = asked.findIndex((value) => value.path === path);
    along.open(asked[at + 1]?.path ?? path);
  };
  const talkedAbout = byPath.get(along.away);
  return (
    <>
      {talkedAbout !== undefined && (
        <button type="button" className="link" onClick={along.comeBack}>
          {texts.comeBack(talkedAbout.name)}
        </button>
      )}
      <ul className="spreads">
        {asked.map((value) => (
          <li key={value.path} className="spread" data-open={value.path === along.shown || undefined}>
            <SpreadOf
              value={value}
              isOpen={value.path === along.shown}
              onOpen={(isOpen) => along.open(isOpen ? value.path : "")}
              runs={runs}
              onSettled={() => next(value.path)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

interface SpreadProps {
  readonly value: ValueOf;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly runs: boolean;
  readonly onSettled: () => void;
}

function SpreadOf({ value, isOpen, onOpen, runs, onSettled }: SpreadProps): ReactNode {
  const { screen } = useStudio();
  const now = useDocument(({ values }) => typedAt(values, value.path));
  const toggle = (): void => {
    onOpen(!isOpen);
    if (!isOpen) screen.set({ selection: [value.path] });
  };
  const all = bars(value.said);
  return (
    <>
      <button type="button" className="spread-head" aria-expanded={isOpen} onClick={toggle}>
        <span className="spread-name">{value.name}</span>
        <span className="soft">{value.spread || texts.said(value.said.length)}</span>
      </button>
      {isOpen && (
        <div className="spread-body">
          <ul className="ranges">
            {all.map((bar, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: nobody has a name here for sure
              <Range key={at} bar={bar} />
            ))}
          </ul>
          {all.some(({ isLowest }) => isLowest) && <p className="soft">{texts.letThemSay}</p>}
          <p>{texts.onTheMap(now)}</p>
          {runs && <Settle value={value} onSettled={onSettled} />}
        </div>
      )}
    </>
  );
}

function Range({ bar: { said, place, isLowest, isHighest } }: { readonly bar: Bar }): ReactNode {
  // Inside of the ends of the scale, so that what lies there is seen as well.
  const percent = (share: number, edge = 3): string => `${edge + Math.round(share * 940) / 10}%`;
  return (
    <li className="range" data-mine={said.is_mine || undefined}>
      <span className="range-who">
        {whoOf(said)}
        {(isLowest || isHighest) && <b className="range-end">{isLowest ? texts.lowest : texts.highest}</b>}
      </span>
      <span className="range-scale" aria-hidden="true">
        {place !== null && (
          <>
            <span
              className="range-bar"
              style={{ left: percent(place.from), width: percent(place.to - place.from, 0) }}
            />
            <span className="range-middle" style={{ left: percent(place.middle) }} />
          </>
        )}
      </span>
      <span className="range-text" title={said.sentence}>
        {said.text}
      </span>
    </li>
  );
}

function whoOf({ by, role, is_mine: isMine }: SaidOf): string {
  const names = [by || (isMine ? "" : texts.nobodyNamed), role, isMine ? texts.mine : ""];
  return names.filter((name) => name !== "").join(" · ");
}
