/** Where a link leads first: its token, which only the fragment holds, is exchanged for a cookie. */

import { type ReactNode, useEffect, useState } from "react";
import { join } from "../api";
import { noteComing } from "../people/welcome";
import { texts } from "../texts/people";
import { keptTheme, wearTheme } from "./theme";
import { reason } from "./useAsked";
import "../styles/shell.css";

export default function Join(): ReactNode {
  const [problem, setProblem] = useState("");
  useEffect(() => wearTheme(keptTheme()), []);
  useEffect(() => {
    const token = taken();
    if (token === null) return;
    if (token === "") {
      setProblem(texts.joinNoToken);
      return;
    }
    join(token).then(
      ({ page }) => {
        noteComing();
        window.location.replace(page);
      },
      (error: unknown) => setProblem(reason(error)),
    );
  }, []);
  if (problem === "") {
    return (
      <main className="missing">
        <p role="status">{texts.joining}</p>
      </main>
    );
  }
  return (
    <main className="missing">
      <h1>{texts.joinFailed}</h1>
      <div role="alert">
        <div className="missing-why">{problem}</div>
      </div>
    </main>
  );
}

let isTaken = false;

/** The token, taken out of the address at once, so that no history keeps it; null where it was taken before. */
function taken(): string | null {
  if (isTaken) return null;
  isTaken = true;
  const token = window.location.hash.slice(1);
  window.history.replaceState(null, "", window.location.pathname);
  return token;
}
