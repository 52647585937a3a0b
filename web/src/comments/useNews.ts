/** What others say is told as it comes, without taking the focus from anybody. */

import { useEffect, useRef } from "react";
import { say } from "../studio/screen";
import { useDocument, useStudio } from "../studio/studio";
import { texts } from "../texts/people";
import { isOwn } from "./own";
import { placeOfThread, type Thread, threadsIn } from "./threads";

interface News {
  readonly id: string;
  readonly by: string;
  readonly thread: Thread;
  readonly isReply: boolean;
}

export function useNews(): void {
  const { room, screen } = useStudio();
  const comments = useDocument((document) => document.confirmed.get("comments"));
  const isLoaded = useDocument((document) => document.isLoaded);
  const known = useRef<ReadonlySet<string> | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what else changes in the atlas is no comment
  useEffect(() => {
    if (!isLoaded) return;
    const { confirmed } = room.getDocument();
    const all = everything(threadsIn(confirmed));
    const before = known.current;
    known.current = new Set(all.map(({ id }) => id));
    const news = before === null ? [] : all.filter(({ id }) => !before.has(id) && !isOwn(id));
    const [first] = news;
    if (first === undefined || screen.get().isPresenting) return;
    const by = first.by === "" ? texts.somebody : first.by;
    const place = placeOfThread(confirmed, first.thread);
    const one = first.isReply ? texts.answered(by, place) : texts.said(by, place);
    const { about, id } = first.thread;
    const run = (): void =>
      screen.set({
        comments: { about: news.length > 1 ? null : about, thread: id },
        selection: about === "" ? [] : [about],
        hasHistory: false,
      });
    say(screen, news.length > 1 ? texts.saidSeveral(news.length) : one, "info", { words: texts.show, run });
  }, [room, screen, comments, isLoaded]);
}

function everything(threads: readonly Thread[]): News[] {
  return threads.flatMap((thread) => [
    { id: thread.id, by: thread.by, thread, isReply: false },
    ...thread.replies.map((reply) => ({ id: reply.id, by: reply.by, thread, isReply: true })),
  ]);
}
