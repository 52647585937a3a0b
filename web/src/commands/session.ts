import { schemaNow } from "../panels/useSchema";
import { chosen } from "../picture/here";
import type { Picture } from "../room/document";
import { keepRunning } from "../session/kept";
import { estimable, selectedRecords } from "../session/material";
import { opened } from "../session/opened";
import { usualSize } from "../session/size";
import type { Exercise } from "../studio/screen";
import { texts } from "../texts/session";
import type { At, Command } from "./command";

const EXERCISES: readonly Exercise[] = ["write", "vote", "1-2-4-all"];

export const commands: readonly Command[] = [
  {
    id: "start-session",
    group: "session",
    label: texts.start,
    explanation: texts.startLong,
    needs: "edit",
    when: (at) => !isOn(at),
    run: ({ show }) => show({ settingUp: "session" }),
  },
  {
    id: "session",
    group: "session",
    label: texts.show,
    explanation: texts.showLong,
    keys: ["Mod+Shift+X"],
    isForTyping: true,
    when: hasSession,
    isOn: ({ screen }) => screen.session === "beside" || screen.session === "whole",
    run: toggle,
  },
  {
    id: "estimate-blind",
    group: "session",
    label: texts.estimateThis,
    explanation: texts.estimateThisLong,
    needs: "edit",
    menus: ["step", "value"],
    when: (at) => chosenValues(at).length > 0,
    run: (at) => {
      const paths = chosenValues(at);
      run(at);
      at.room.act(opened({ kind: "estimate", title: texts.estimates, paths }));
    },
  },
  {
    id: "vote-on",
    group: "session",
    label: texts.voteThis,
    needs: "edit",
    menus: ["step", "value"],
    when: (at) => chosenRecords(at).length > 1,
    run: (at) => {
      run(at);
      at.show({ settingUp: "vote" });
    },
  },
  {
    id: "walk-alone",
    group: "session",
    label: texts.walk,
    explanation: texts.walkLong,
    needs: "edit",
    run: (at) => {
      run(at);
      at.room.act(opened({ kind: "estimate", title: texts.estimates }));
    },
  },
  ...EXERCISES.map(
    (kind): Command => ({
      id: `session-${kind}`,
      group: "session",
      label: `${texts.kinds[kind].name}…`,
      explanation: texts.kinds[kind].long,
      needs: "edit",
      run: (at) => {
        run(at);
        at.show({ settingUp: kind });
      },
    }),
  ),
];

function isOn({ document }: At): boolean {
  return document.meeting?.state === "on";
}

function hasSession({ document }: At): boolean {
  return document.meeting !== null && document.meeting.state !== "none";
}

/** Run the session, which begins where there is none. */
function run(at: At): void {
  if (!isOn(at)) at.room.act({ do: "begin", title: "", map: "" });
  keepRunning(at.room.key, true);
  at.show({ isRunning: true, session: usualSize() });
}

function toggle(at: At): void {
  const { screen, show } = at;
  const isShown = screen.session === "beside" || screen.session === "whole";
  if (isShown) show({ session: isOn(at) ? "folded" : "gone" });
  else {
    show({ session: usualSize() });
    window.requestAnimationFrame(() => document.querySelector<HTMLElement>(".session h2")?.focus());
  }
}

function shownPictures({ document, screen }: At): Picture[] {
  return screen.views.flatMap((view) => document.pictures.get(view) ?? []);
}

function chosenValues(at: At): string[] {
  const schema = schemaNow();
  return schema === null || chosen(at) === null ? [] : estimable(at.screen.selection, shownPictures(at), schema);
}

function chosenRecords(at: At): string[] {
  const schema = schemaNow();
  return schema === null ? [] : selectedRecords(at.screen.selection, shownPictures(at), schema, at.document.values);
}
