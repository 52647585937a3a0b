/** The way to the session in the bar: it begins one, or shows and hides the one that goes on. */

import type { ReactNode } from "react";
import { CommandButton } from "../shell/CommandButton";
import { useDocument } from "../studio/studio";

export function SessionButton(): ReactNode {
  const isOn = useDocument(({ meeting }) => meeting?.state === "on");
  return <CommandButton id={isOn ? "session" : "start-session"} sign="session" />;
}
