/** A comment with what was answered, and what can be done about it. */

import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Change } from "../lib/path";
import { Icon } from "../shell/Icon";
import { Tip } from "../shell/Tip";
import { ago, inFull } from "../shell/time";
import { useMay, useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/people";
import { isOwn, noteOwn } from "./own";
import { replied, type Said, settled, type Thread, withdrawn } from "./threads";
import { Words } from "./Words";

interface ThreadProps {
  readonly thread: Thread;
  readonly place: string;
  readonly isOpen: boolean;
}

export function ThreadCard({ thread, place, isOpen }: ThreadProps): ReactNode {
  const { room, screen } = useStudio();
  const [isReplying, setReplying] = useState(false);
  const card = useRef<HTMLLIElement>(null);
  const mayComment = useMay("comment");
  const mayDelete = useMayDelete();
  useEffect(() => {
    if (isOpen) card.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen]);
  const wasReplying = useRef(false);
  useEffect(() => {
    if (wasReplying.current && !isReplying) card.current?.querySelector<HTMLElement>(".thread-acts button")?.focus();
    wasReplying.current = isReplying;
  }, [isReplying]);
  const by = thread.by === "" ? texts.somebody : thread.by;
  const isGone = thread.gone !== "";
  const show = (): void =>
    screen.set(
      isGone ? { comments: null, hasHistory: true } : { selection: thread.about === "" ? [] : [thread.about] },
    );
  const reply = (text: string): void => {
    const made = replied(thread.id, text, screen.get().by);
    noteOwn(made.id);
    room.edit(made.changes, texts.addReply);
    setReplying(false);
  };
  /** Where the comment goes from the list, the focus stays near. */
  const edit = (changes: readonly Change[], label: string): void => {
    card.current?.closest(".comments")?.querySelector("h2")?.focus();
    room.edit(changes, label);
  };
  const settle = (): void => {
    const label = thread.isResolved ? texts.reopenComment : texts.settleComment;
    edit(settled(thread.id, !thread.isResolved), label);
  };
  return (
    <li ref={card} className="thread" data-open={isOpen || undefined} data-thread={thread.id}>
      <button type="button" className="thread-place" onClick={show}>
        {place}
        <Icon sign={isGone ? "history" : "next"} />
        {isGone && <span className="unseen">{texts.lookBack}</span>}
      </button>
      <Statement said={thread} />
      {thread.replies.length > 0 && (
        <ul className="thread-replies">
          {thread.replies.map((one) => (
            <li key={one.id}>
              <Statement said={one} />
              {mayDelete(one) && (
                <button
                  type="button"
                  className="link"
                  aria-label={texts.removeReply}
                  onClick={() => edit(withdrawn(thread.id, one.id), texts.removeComment)}
                >
                  {texts.remove}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayComment && isReplying && (
        <Replying label={texts.replyTo(by)} onSend={reply} onCancel={() => setReplying(false)} />
      )}
      {mayComment && !isReplying && (
        <div className="thread-acts">
          <button type="button" className="link" onClick={() => setReplying(true)}>
            {texts.reply}
          </button>
          <button type="button" className="link" onClick={settle}>
            {thread.isResolved ? texts.reopen : texts.resolve}
          </button>
          {mayDelete(thread) && (
            <button
              type="button"
              className="link"
              onClick={() => edit(withdrawn(thread.id, null), texts.removeComment)}
            >
              {texts.remove}
            </button>
          )}
        </div>
      )}
    </li>
  );
}

function Replying(props: { label: string; onSend: (text: string) => void; onCancel: () => void }): ReactNode {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  return <Words field={field} send={texts.reply} {...props} />;
}

function Statement({ said }: { said: Said }): ReactNode {
  return (
    <>
      <p className="thread-by">
        <b>{said.by === "" ? texts.somebody : said.by}</b>{" "}
        <Tip text={inFull(said.at)}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the full time is there for the keyboard, too */}
          <time dateTime={said.at} tabIndex={0}>
            {ago(said.at)}
          </time>
        </Tip>
      </p>
      <p className="thread-text">{said.text}</p>
    </>
  );
}

/** Whether what was said can be deleted: what was written here, or under the same name; a link to comment deletes nothing. */
function useMayDelete(): (said: Said) => boolean {
  const mayEdit = useMay("edit");
  const isHost = useMay("host");
  const by = useScreen((screen) => screen.by);
  return (said) => mayEdit && (isHost || isOwn(said.id) || (by !== "" && said.by === by));
}
