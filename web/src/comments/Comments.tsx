/** The comments beside the map: open or resolved ones, on what is selected or everywhere. */

import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { Icon } from "../shell/Icon";
import { useDocument, useMay, useScreen, useSelection, useStudio } from "../studio/studio";
import { texts } from "../texts/people";
import { texts as shell } from "../texts/shell";
import { noteOwn } from "./own";
import { ThreadCard } from "./ThreadCard";
import { commented, placeOf, placeOfThread, threadsAbout, threadsIn } from "./threads";
import { Words } from "./Words";

export function Comments(): ReactNode {
  const { room, screen } = useStudio();
  const shown = useScreen((now) => now.comments);
  const values = useDocument((document) => document.values);
  const selected = useSelection().at(-1) ?? "";
  const [isResolved, setResolved] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const head = useRef<HTMLHeadingElement>(null);
  const mayComment = useMay("comment");
  useFocusKept(shown?.thread === null && mayComment ? field : head);
  const all = useMemo(() => threadsIn(values), [values]);
  const thread = shown?.thread ?? null;
  // A thread that is asked for is shown wherever it stands; that it is resolved then moves nothing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const front = all.find(({ id }) => id === thread);
    if (front !== undefined) setResolved(front.isResolved);
  }, [thread]);
  const isHere = shown?.about !== null && selected !== "";
  const among = isHere ? threadsAbout(all, selected) : all;
  const threads = among.filter((one) => one.isResolved === isResolved);
  const count = (resolved: boolean): number => among.filter((one) => one.isResolved === resolved).length;
  const close = (): void => screen.set({ comments: null });
  const send = (text: string): void => {
    const made = commented(selected, text, screen.get().by);
    noteOwn(made.id);
    setResolved(false);
    room.edit(made.changes, texts.addComment);
  };
  return (
    <aside
      className="drawer comments"
      aria-label={texts.comments}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <header className="drawer-head">
        <h2 ref={head} tabIndex={-1}>
          {texts.comments}
        </h2>
        <button type="button" className="icon-button" aria-label={shell.close} onClick={close}>
          <Icon sign="close" />
        </button>
      </header>
      {mayComment && (
        <Words field={field} label={texts.writeAbout(placeOf(values, selected))} send={texts.send} onSend={send} />
      )}
      <div className="segments">
        {[false, true].map((one) => (
          <button
            key={String(one)}
            type="button"
            className="segment"
            aria-pressed={isResolved === one}
            onClick={() => setResolved(one)}
          >
            {one ? texts.settled : texts.openComments} ({count(one)})
          </button>
        ))}
      </div>
      {selected !== "" && (
        <label className="tick">
          <input
            type="checkbox"
            checked={isHere}
            onChange={(event) =>
              screen.set({ comments: { about: event.target.checked ? selected : null, thread: null } })
            }
          />
          {texts.onlyOn(placeOf(values, selected))}
        </label>
      )}
      {threads.length === 0 && (
        <p className="soft">{isHere ? texts.noneHere : isResolved ? texts.noneSettled : texts.noneOpen}</p>
      )}
      <ul className="threads">
        {threads.map((one) => (
          <ThreadCard
            key={one.id}
            thread={one}
            place={one.about === "" && one.gone === "" ? texts.noPlace : placeOfThread(values, one)}
            isOpen={one.id === thread}
          />
        ))}
      </ul>
    </aside>
  );
}

/** The focus comes here when the comments open, and goes back to where it was. */
function useFocusKept(first: { readonly current: HTMLElement | null }): void {
  const start = useRef(first);
  useEffect(() => {
    const before = document.activeElement;
    start.current.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
}
