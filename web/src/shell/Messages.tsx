/** What the page has to say: shown for a while, longer while it is looked at; errors until they are dismissed. */

import { type ReactNode, useEffect, useState } from "react";
import type { Message } from "../studio/screen";
import { useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/shell";
import { Icon } from "./Icon";

const SHOWN = { info: 6_000, warning: 12_000 };
/** What can be acted on is shown longer. */
const SHOWN_WITH_ACT = 20_000;

export function Messages(): ReactNode {
  const messages = useScreen((screen) => screen.messages);
  const errors = messages.filter((message) => message.severity === "error");
  const others = messages.filter((message) => message.severity !== "error");
  return (
    <div className="messages">
      <div role="status" className="messages-of">
        {others.map((message) => (
          <Toast key={message.id} message={message} />
        ))}
      </div>
      <div role="alert" className="messages-of">
        {errors.map((message) => (
          <Toast key={message.id} message={message} />
        ))}
      </div>
    </div>
  );
}

function Toast({ message }: { message: Message }): ReactNode {
  const { screen } = useStudio();
  const [isLookedAt, setLookedAt] = useState(false);
  const { id, severity, text, act } = message;
  const dismiss = (): void => screen.set((now) => ({ messages: now.messages.filter((one) => one.id !== id) }));
  useEffect(() => {
    if (severity === "error" || isLookedAt) return;
    const timer = window.setTimeout(
      () => screen.set((now) => ({ messages: now.messages.filter((one) => one.id !== id) })),
      act === undefined ? SHOWN[severity] : SHOWN_WITH_ACT,
    );
    return () => window.clearTimeout(timer);
  }, [screen, id, severity, act, isLookedAt]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it is not acted on, only looked at
    <div
      className="message"
      data-severity={severity}
      onPointerEnter={() => setLookedAt(true)}
      onPointerLeave={() => setLookedAt(false)}
      onFocus={() => setLookedAt(true)}
      onBlur={() => setLookedAt(false)}
    >
      {severity !== "info" && <Icon sign="warning" />}
      <p>{text}</p>
      {act !== undefined && (
        <button
          type="button"
          className="link"
          onClick={() => {
            dismiss();
            act.run();
          }}
        >
          {act.words}
        </button>
      )}
      <button type="button" className="icon-button small" aria-label={texts.dismiss} onClick={dismiss}>
        <Icon sign="close" />
      </button>
    </div>
  );
}
