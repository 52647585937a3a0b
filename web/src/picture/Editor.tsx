/** A value that is typed where it stands, read back while it is typed. */

import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import type { Understood } from "../generated/protocol";
import { lastKey } from "../lib/path";
import { fieldAt } from "../lib/schema";
import { nameOf, stepOf, stepsIn } from "../lib/structure";
import { fromJson, type Tree } from "../lib/tree";
import { schemaNow } from "../panels/useSchema";
import { ChangedBy } from "../people/ChangedBy";
import type { Picture } from "../room/document";
import { say, type Typing } from "../studio/screen";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/canvas";
import { placeOf } from "./editing";
import { confirmed, isWords } from "./fields";
import { type Onward, standing, take, takeUnread } from "./taking";
import type { Viewport } from "./viewport";

const NARROWEST = 200;
const WIDEST = 420;
/** Room below the field for what is read back. */
const HEIGHT = 116;
/** Height of the label, above the field that covers the part. */
const LABEL = 24;

interface EditorProps {
  readonly typing: Typing;
  readonly picture: Picture;
  readonly viewport: Viewport;
  readonly onClose: () => void;
}

interface Answer {
  readonly text: string;
  readonly told: Understood;
}

export function Editor({ typing, picture, viewport, onClose }: EditorProps): ReactNode {
  const studio = useStudio();
  const [text, setText] = useState(() => typing.text ?? standing(studio, typing));
  const told = useReadBack(typing, text);
  const [refused, setRefused] = useState<Answer | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const isDone = useRef(false);
  const help = useId();
  const field = useId();

  useLayoutEffect(() => {
    input.current?.focus({ preventScroll: true });
    if (typing.text === null) input.current?.select();
  }, [typing]);
  useFollow(box, typing, picture, viewport);

  const close = (following: Typing | null, onward: Onward): void => {
    isDone.current = true;
    if (following === null && onward !== "away") onClose();
  };
  const leave = (): void => {
    studio.screen.set({ typing: null });
    close(null, "stay");
  };
  const takeOver = (onward: Onward): void => {
    if (isDone.current) return;
    const plain = text.trim() === "" ? null : text.trim();
    if (isWords(typing.path)) close(take(studio, typing, plain, onward), onward);
    else if (told === null) close(takeUnread(studio, typing, text, onward), onward);
    else if (told.error === "") {
      close(take(studio, typing, told.is_empty ? null : fromJson(told.value), onward), onward);
    } else if (onward === "away") {
      say(studio.screen, `${told.error}. ${texts.notUnderstood}`, "warning");
      studio.screen.set({ typing: null });
      close(null, onward);
    } else setRefused({ text, told });
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === "Enter") takeOver("stay");
    else if (event.key === "Tab") takeOver(event.shiftKey ? "back" : "next");
    else if (event.key === "Escape") leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const hasError = told !== null && told.error !== "";
  const isBlank = text.trim() === "";
  return (
    <div ref={box} className="value-editor" data-has-error={hasError ? "" : undefined}>
      <label className="value-editor-label" htmlFor={field}>
        {nameOfField(typing, studio.room.getDocument().values)}
      </label>
      <input
        ref={input}
        id={field}
        className="value-field"
        value={text}
        aria-describedby={help}
        aria-invalid={hasError}
        placeholder={exampleFor(typing.path)}
        autoComplete="off"
        spellCheck={isWords(typing.path)}
        maxLength={2000}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={pressed}
        onBlur={() => {
          if (document.hasFocus()) takeOver("away");
        }}
      />
      <ChangedBy path={typing.path} />
      <p id={help} className="value-editor-told" role={refused?.text === text ? "alert" : undefined} aria-live="polite">
        {isBlank || told === null ? hintFor(typing, isBlank) : readBack(told)}
      </p>
    </div>
  );
}

/** How the text is understood, as soon as that is known; what it does is worked out while it is typed. */
function useReadBack(typing: Typing, text: string): Understood | null {
  const { room } = useStudio();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const isRead = !isWords(typing.path);
  useEffect(() => {
    let isOld = false;
    if (!isRead) {
      const { changes } = confirmed(room.getDocument().values, typing, text.trim() || null);
      if (changes.length > 0) room.foresee([changes]);
    } else {
      room.read(typing.path, text).then((told) => {
        if (!isOld && told !== null && told.id !== "") setAnswer({ text, told });
      });
    }
    return () => {
      isOld = true;
    };
  }, [room, typing, text, isRead]);
  return answer?.text === text ? answer.told : null;
}

/** Keep the editor over its part, wherever that goes. */
function useFollow(
  box: { readonly current: HTMLDivElement | null },
  typing: Typing,
  picture: Picture,
  viewport: Viewport,
): void {
  const last = useRef<ReturnType<typeof placeOf>>(null);
  useLayoutEffect(() => {
    const found = placeOf(picture, typing);
    const rect = found ?? last.current ?? { x: 40, y: 40, width: NARROWEST, height: 40 };
    if (found !== null && last.current === null) viewport.reveal(found);
    last.current = found ?? last.current;
    const write = (): void => {
      const element = box.current;
      if (element === null) return;
      const screen = viewport.screen;
      const on = viewport.onScreen(rect);
      const width = Math.max(NARROWEST, Math.min(on.width + 16, WIDEST));
      element.style.width = `${width}px`;
      element.style.left = `${Math.max(8, Math.min(screen.width - width - 8, on.x + on.width / 2 - width / 2))}px`;
      element.style.top = `${Math.max(8, Math.min(screen.height - HEIGHT, on.y + on.height / 2 - 20 - LABEL))}px`;
    };
    write();
    return viewport.subscribe(write);
  }, [box, typing, picture, viewport]);
}

function readBack(told: Understood): string {
  if (told.error === "") return told.sentence;
  return told.hint === "" ? told.error : `${told.error}: ${told.hint}`;
}

function nameOfField({ draft, path }: Typing, values: Tree): string {
  if (draft?.kind === "step") return texts.newStep;
  if (draft?.kind === "remark") {
    if (path.startsWith("questions/")) return texts.newQuestion;
    if (path.includes("/quick_fixes/")) return texts.newQuickFix;
    if (path.includes("/notes/")) return texts.newNote;
  }
  const field = lastKey(path);
  const step = stepOf(path);
  const name = step === null ? "" : nameOf(stepsIn(values, step.section).get(step.id), step.id);
  if (step !== null && field === "wait_time") return texts.waitLabel(name);
  if (step !== null && field === "process_time") return texts.processLabel(name);
  if (step !== null && field === "name") return texts.nameLabel;
  const schema = schemaNow();
  const title = schema === null ? "" : (fieldAt(schema, path)?.title ?? "");
  return title || (texts.fieldLabels[field] ?? field.replaceAll("_", " "));
}

function exampleFor(path: string): string {
  const field = lastKey(path);
  if (field.endsWith("_time") || field === "final_wait") return texts.timeExamples;
  return field === "share" || field.startsWith("percent") ? texts.shareExamples : "";
}

/** The keys, while nothing is typed or words are; what is typed as a figure is about to be read back. */
function hintFor({ path, draft }: Typing, isBlank: boolean): string {
  if (!isBlank && !isWords(path)) return "";
  if (draft?.kind === "remark") return draft.isOneOfMany ? texts.editorHelpMany : texts.editorHelpAlone;
  return stepOf(path) === null ? texts.editorHelpAlone : texts.editorHelp;
}
