/** The folder's atlases as cards, and the ways to a new one. */

import { type ReactNode, useEffect, useState } from "react";
import { createAtlas, getCards, getSharing, importLog } from "../api";
import type { Card as CardOf } from "../generated/protocol";
import icon from "../icon.svg";
import { may, type Right } from "../people/rights";
import type { Theme } from "../studio/screen";
import { texts } from "../texts/home";
import { texts as shell } from "../texts/shell";
import { Card, type News } from "./Card";
import { decoded, isLog, objection, titleOf } from "./dropped";
import { FileButton } from "./FileButton";
import { Icon } from "./Icon";
import { Menu, MenuItem } from "./Menu";
import { NewAtlas } from "./NewAtlas";
import { Sending, type Way } from "./Sending";
import { keptTheme, shownTheme, THEMES, wearTheme } from "./theme";
import { reason, useAsked } from "./useAsked";
import { useDrop } from "./useDrop";
import "../styles/shell.css";

/** From this many cards on a search helps. */
const MANY = 9;

export function Home(): ReactNode {
  const { answer, problem, again } = useAsked(getCards);
  // Until that is known everything is offered: the server refuses what may not be.
  const right = useAsked(getSharing).answer?.right ?? "host";
  // Who is not let in has nothing to add to.
  const isRefused = answer === null && problem !== "";
  const mayMake = may(right, "edit") && !isRefused;
  const [isMaking, setMaking] = useState(false);
  const [said, setSaid] = useState<News | null>(null);
  const [way, setWay] = useState<Way | null>(null);
  const [theme, setTheme] = useState<Theme>(keptTheme);
  useEffect(() => wearTheme(theme), [theme]);
  useEffect(() => {
    document.title = shell.product;
    window.addEventListener("focus", again);
    return () => window.removeEventListener("focus", again);
  }, [again]);
  const take = (files: readonly File[], objectType = ""): void => {
    setSaid(null);
    void add(files, objectType, again, setWay).then((news) => {
      setWay(null);
      setSaid(news);
    });
  };
  const isOver = useDrop((files) => mayMake && take(files));
  const make = (): void => setMaking(true);
  return (
    <div className="home">
      <header className="home-head">
        <img src={icon} alt="" width="36" height="36" />
        <div className="home-title">
          <p className="soft">{shell.product}</p>
          <h1>{texts.title}</h1>
        </div>
        <ThemeMenu theme={theme} onChoose={setTheme} />
        {mayMake && (
          <>
            <FileButton onFile={(file) => take([file])} />
            <button type="button" className="button primary" onClick={make}>
              <Icon sign="plus" />
              {texts.make}
            </button>
          </>
        )}
      </header>
      <main>
        <div role="alert">
          {problem !== "" && (
            <p className="said" data-trouble="true">
              {problem}
            </p>
          )}
          {said?.isTrouble === true && (
            <p className="said" data-trouble="true">
              {said.text}
            </p>
          )}
        </div>
        <div role="status">
          {way !== null && <Sending way={way} />}
          {said?.isTrouble === false && <p className="said">{said.text}</p>}
          {said?.more !== undefined && <OtherTypes {...said.more} onChoose={take} />}
        </div>
        {answer === null ? (
          problem === "" && <p className="soft">{texts.loading}</p>
        ) : answer.length === 0 ? (
          mayMake && <Empty onMake={make} />
        ) : (
          <Cards
            cards={answer}
            theme={shownTheme(theme)}
            right={right}
            onSaid={(news) => {
              setSaid(news);
              again();
            }}
          />
        )}
      </main>
      {isOver && (
        <div className="drop" aria-hidden="true">
          <p>{texts.drop}</p>
        </div>
      )}
      {isMaking && <NewAtlas onClose={() => setMaking(false)} />}
    </div>
  );
}

interface OtherTypesProps {
  readonly file: File;
  readonly type: string;
  readonly types: readonly string[];
  readonly onChoose: (files: readonly File[], type: string) => void;
}

/** A log of several kinds of object: ways to atlases of the others. */
function OtherTypes({ file, type, types, onChoose }: OtherTypesProps): ReactNode {
  return (
    <p className="said">
      {texts.otherTypes(type)}{" "}
      {types
        .filter((one) => one !== type)
        .map((one) => (
          <button key={one} type="button" className="button" onClick={() => onChoose([file], one)}>
            {one}
          </button>
        ))}
    </p>
  );
}

function ThemeMenu({ theme, onChoose }: { theme: Theme; onChoose: (theme: Theme) => void }): ReactNode {
  return (
    <Menu label={texts.themes} sign={theme}>
      {THEMES.map((one) => (
        <MenuItem key={one} label={shell[one]} isOn={theme === one} onSelect={() => onChoose(one)} />
      ))}
    </Menu>
  );
}

interface CardsProps {
  readonly cards: readonly CardOf[];
  readonly theme: "light" | "dark";
  readonly right: Right;
  readonly onSaid: (news: News) => void;
}

function Cards({ cards, theme, right, onSaid }: CardsProps): ReactNode {
  const [search, setSearch] = useState("");
  const words = search.trim().toLowerCase();
  const found = cards.filter((card) => `${card.title}\n${card.file}`.toLowerCase().includes(words));
  return (
    <>
      {cards.length >= MANY && (
        <input
          type="search"
          className="text-field home-search"
          aria-label={texts.search}
          placeholder={texts.search}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      {found.length === 0 && <p className="soft">{texts.searchNothing}</p>}
      <ul className="cards">
        {found.map((card) => (
          <Card key={card.key} card={card} theme={theme} right={right} onSaid={onSaid} />
        ))}
      </ul>
      {may(right, "edit") && <p className="soft home-hint">{texts.addHint}</p>}
    </>
  );
}

function Empty({ onMake }: { onMake: () => void }): ReactNode {
  return (
    <section className="home-empty">
      <h2>{texts.empty}</h2>
      <p>{texts.emptyLong}</p>
      <button type="button" className="button primary large" onClick={onMake}>
        <Icon sign="plus" />
        {texts.make}
      </button>
      <p className="soft">{texts.emptyDrop}</p>
    </section>
  );
}

/** Add a file as a new atlas, or make one of a log; what to say of it. */
async function add(
  files: readonly File[],
  objectType: string,
  again: () => void,
  onWay: (way: Way) => void,
): Promise<News | null> {
  const [file] = files;
  if (file === undefined) return null;
  const why = objection(file);
  if (why !== "") return { text: why, isTrouble: true };
  try {
    if (isLog(file)) {
      const tell = (share: number): void => onWay({ name: file.name, share });
      tell(0);
      const { card, said, object_types: types, object_type: type } = await importLog({ file, objectType }, tell);
      again();
      const rest = files.length > 1 ? ` ${texts.onlyOne}` : "";
      const text = `${texts.imported(card.title, said)}${rest}`;
      return { text, isTrouble: false, ...(types.length > 0 ? { more: { file, type, types } } : {}) };
    }
    const card = await createAtlas(titleOf(file.name), "blank", "", decoded(await file.arrayBuffer()));
    again();
    const more = files.length > 1 ? ` ${texts.onlyOne}` : "";
    return { text: `${texts.added(card.title === "" ? card.file : card.title)}${more}`, isTrouble: false };
  } catch (error) {
    return { text: reason(error), isTrouble: true };
  }
}
