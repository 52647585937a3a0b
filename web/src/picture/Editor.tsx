/** A value that is typed where it stands, read back while it is typed. */

import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import type { Understood } from "../generated/protocol";
import { lastKey, valueAt } from "../lib/path";
import { nameOf, stepOf, stepsIn } from "../lib/structure";
import { type Tree, typed, type Value } from "../lib/tree";
import type { Picture } from "../room/document";
import { say, type Typing } from "../studio/screen";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/canvas";
import { texts as labels } from "../texts/commands";
import { placeOf } from "./editing";
import { confirmed, isWords, nextTyping } from "./fields";
import type { Viewport } from "./viewport";

type Next = "stay" | "next" | "back";

interface EditorProps {
  readonly typing: Typing;
  readonly picture: Picture;
  readonly viewport: Viewport;
  readonly onClose: () => void;
}

export function Editor({ typing, picture, viewport, onClose }: EditorProps): ReactNode {
  const { room, screen } = useStudio();
  const { values } = room.getDocument();
  const stands = typing.draft === undefined ? typed(valueAt(values, typing.path)) : "";
  const [text, setText] = useState(typing.text ?? (stands === "?" ? "" : stands));
  const [answer, setAnswer] = useState<{ text: string; told: Understood } | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const isDone = useRef(false);
  const latest = useRef(text);
  const help = useId();
  const words = isWords(typing.path);

  useLayoutEffect(() => {
    input.current?.focus({ preventScroll: true });
    if (typing.text === null) input.current?.select();
  }, [typing]);
  useFollow(box, typing, picture, viewport);
  useEffect(() => {
    latest.current = text;
    if (words) return;
    room.read(typing.path, text).then((told) => {
      if (told !== null && told.id !== "" && latest.current === text) setAnswer({ text, told });
    });
  }, [room, typing.path, text, words]);

  const finish = (value: Value, next: Next): void => {
    isDone.current = true;
    const before = room.getDocument().values;
    const made = confirmed(before, typing, value);
    room.edit(made.changes, labelOf(typing));
    const from = typing.draft?.kind === "step" ? (value === null ? null : `${made.path}/name`) : typing.path;
    const following =
      next === "stay" || from === null ? null : nextTyping(room.getDocument().values, from, next === "back");
    const selected =
      following?.draft === undefined ? (following === null ? made.path : selectedFor(following.path)) : made.path;
    screen.set({ typing: following, ...(selected === "" ? {} : { selection: [selected] }) });
    if (following === null) onClose();
  };
  const confirm = async (next: Next, isLeaving = false): Promise<void> => {
    const plain = text.trim() === "" ? null : text.trim();
    if (isDone.current) return;
    if (words || (typing.draft !== undefined && plain === null)) return finish(plain, next);
    const told = answer?.text === text ? answer.told : await room.read(typing.path, text);
    if (isDone.current) return;
    if (told === null || told.id === "") return finish(plain, next);
    if (told.error === "") {
      // A JSON value; nothing else comes over the wire.
      return finish(told.is_empty ? null : (told.value as Value), next);
    }
    setAnswer({ text, told });
    if (!isLeaving) return;
    say(screen, `${told.error}. ${texts.notUnderstood}`, "warning");
    leave();
  };
  const leave = (): void => {
    isDone.current = true;
    screen.set({ typing: null });
    onClose();
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") void confirm("stay");
    else if (event.key === "Tab") void confirm(event.shiftKey ? "back" : "next");
    else if (event.key === "Escape") leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const told = answer?.told;
  return (
    <div ref={box} className="value-editor" data-has-error={told !== undefined && told.error !== "" ? "" : undefined}>
      <input
        ref={input}
        value={text}
        aria-label={nameOfField(typing, values)}
        aria-describedby={help}
        aria-invalid={told !== undefined && told.error !== ""}
        placeholder={nameOfField(typing, values)}
        autoComplete="off"
        spellCheck={words}
        maxLength={2000}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={pressed}
        onBlur={() => {
          if (document.hasFocus()) void confirm("stay", true);
        }}
      />
      <p id={help} className="value-editor-told" aria-live="polite">
        {told === undefined
          ? hintFor(typing.path)
          : told.error === ""
            ? told.sentence
            : `${told.error}${told.hint === "" ? "" : `: ${told.hint}`}`}
      </p>
    </div>
  );
}

/** Keep the editor over its part, wherever that goes. */
function useFollow(
  box: { readonly current: HTMLDivElement | null },
  typing: Typing,
  picture: Picture,
  viewport: Viewport,
): void {
  const last = useRef<ReturnType<typeof placeOf>>(null);
  const first = useRef(true);
  useLayoutEffect(() => {
    const rect = placeOf(picture, typing) ?? last.current;
    last.current = rect;
    if (rect !== null && first.current) {
      viewport.reveal(rect);
      first.current = false;
    }
    const write = (): void => {
      const element = box.current;
      if (element === null) return;
      const { width, height } = viewport.screen;
      const on = viewport.onScreen(rect ?? { x: 40, y: 40, width: 160, height: 40 });
      const own = Math.max(180, Math.min(on.width + 16, 320));
      element.style.width = `${own}px`;
      element.style.left = `${Math.max(8, Math.min(width - own - 8, on.x + on.width / 2 - own / 2))}px`;
      element.style.top = `${Math.max(8, Math.min(height - 90, on.y + on.height / 2 - 20))}px`;
    };
    write();
    return viewport.subscribe(write);
  }, [box, typing, picture, viewport]);
}

function labelOf({ draft, path }: Typing): string {
  if (draft?.kind === "step") return labels.addStep;
  if (draft?.kind === "remark")
    return path.includes("/quick_fixes/")
      ? labels.addQuickFix
      : path.startsWith("questions/")
        ? labels.addQuestion
        : labels.addNote;
  return lastKey(path) === "name" || lastKey(path) === "title" ? labels.rename : labels.changeValue;
}

function nameOfField({ draft, path }: Typing, values: Tree): string {
  if (draft?.kind === "step") return texts.newStep;
  if (draft?.kind === "remark")
    return path.includes("/quick_fixes/")
      ? texts.newQuickFix
      : path.startsWith("questions/")
        ? texts.newQuestion
        : texts.newNote;
  const field = lastKey(path);
  const step = stepOf(path);
  const name = step === null ? "" : nameOf(stepsIn(values, step.section).get(step.id), step.id);
  if (field === "wait_time" && step !== null) return texts.waitLabel(name);
  if (field === "process_time" && step !== null) return texts.processLabel(name);
  if (field === "name" && step !== null) return texts.nameLabel;
  return texts.fieldLabels[field] ?? field.replaceAll("_", " ");
}

function hintFor(path: string): string {
  const field = lastKey(path);
  if (isWords(path)) return texts.editorHelp;
  return field.endsWith("_time") || field === "final_wait"
    ? texts.timeExamples
    : field === "share" || field.startsWith("percent")
      ? texts.shareExamples
      : "";
}

function selectedFor(path: string): string {
  return lastKey(path) === "name" ? path.slice(0, path.lastIndexOf("/")) : path;
}
