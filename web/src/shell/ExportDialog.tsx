/** The atlas in another format: as a file, or the picture on the clipboard. */

import { type ReactNode, useState } from "react";
import { exportAddress, getFormats } from "../api";
import { say, TABLE } from "../studio/screen";
import { useDocument, useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/shell";
import { canCopyPictures, copyPicture } from "./clipboard";
import { Dialog } from "./Dialog";
import { shownTheme } from "./theme";
import { useAsked } from "./useAsked";

/** The only pictures that a clipboard takes. */
const PICTURE = "png";
const THEMES = ["light", "dark"] as const;

export function ExportDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { room, screen } = useStudio();
  const { answer: formats, problem } = useAsked(getFormats);
  const views = useDocument((document) => document.views);
  const shown = useScreen((now) => now.views.find((view) => view !== TABLE));
  const [format, setFormat] = useState(PICTURE);
  const [view, setView] = useState(shown ?? views[0]?.name ?? "");
  const [theme, setTheme] = useState<"light" | "dark">(shownTheme(screen.get().theme));
  const [isAnonymous, setAnonymous] = useState(false);
  const chosen = formats?.find((one) => one.name === format);
  const options = { view, theme, isAnonymous };
  const told = (): void => {
    // After the click, which the dialog must still be there for.
    window.setTimeout(onClose);
    say(screen, texts.downloaded(chosen?.title ?? format));
  };
  const copy = async (): Promise<void> => {
    const isCopied = await copyPicture(exportAddress(room.key, PICTURE, options));
    say(screen, isCopied ? texts.copied : texts.notCopied, isCopied ? "info" : "warning");
    onClose();
  };
  return (
    <Dialog title={texts.export} onClose={onClose}>
      <div className="form">
        {problem !== "" && <p role="alert">{problem}</p>}
        <fieldset className="options">
          <legend>{texts.format}</legend>
          {(formats ?? []).map((one) => (
            <label key={one.name} className="option">
              <input type="radio" name="format" checked={format === one.name} onChange={() => setFormat(one.name)} />
              <span>
                <b>{one.title}</b> <span className="soft">{one.suffix}</span>
                <small>{one.explanation}</small>
              </span>
            </label>
          ))}
        </fieldset>
        {chosen?.is_drawn !== false && (
          <div className="form-row">
            <label className="labelled">
              <span>{texts.view}</span>
              <select className="text-field" value={view} onChange={(event) => setView(event.target.value)}>
                {views.map((one) => (
                  <option key={one.name} value={one.name}>
                    {one.title}
                  </option>
                ))}
              </select>
            </label>
            <fieldset className="segments">
              <legend>{texts.colours}</legend>
              {THEMES.map((one) => (
                <label key={one} className="segment">
                  <input type="radio" name="theme" checked={theme === one} onChange={() => setTheme(one)} />
                  <span>{texts[one]}</span>
                </label>
              ))}
            </fieldset>
          </div>
        )}
        <label className="tick">
          <input type="checkbox" checked={isAnonymous} onChange={(event) => setAnonymous(event.target.checked)} />
          <span>
            {texts.anonymous}
            <small>{texts.anonymousLong}</small>
          </span>
        </label>
        <div className="form-end" hidden={problem !== ""}>
          {format === PICTURE && canCopyPictures() && (
            <button type="button" className="button" onClick={() => void copy()}>
              {texts.copyPicture}
            </button>
          )}
          <a className="button primary" href={exportAddress(room.key, format, options)} download onClick={told}>
            {texts.download}
          </a>
        </div>
      </div>
    </Dialog>
  );
}
