/** What the words mean, with a search. */

import { type ReactNode, useState } from "react";
import { getGlossary } from "../api";
import type { TermOf } from "../generated/protocol";
import { texts } from "../texts/shell";
import { Dialog } from "./Dialog";
import { useAsked } from "./useAsked";

export function Glossary({ onClose }: { onClose: () => void }): ReactNode {
  const { answer, problem } = useAsked(getGlossary);
  const [search, setSearch] = useState("");
  const words = search.trim().toLowerCase();
  const found = (answer ?? []).filter((term) => searched(term).includes(words));
  return (
    <Dialog title={texts.glossary} onClose={onClose}>
      <input
        type="search"
        data-first
        className="text-field"
        aria-label={texts.glossarySearch}
        placeholder={texts.glossarySearch}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {problem !== "" && <p role="alert">{problem}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys */}
      <section className="dialog-scroll" tabIndex={0} aria-label={texts.glossary}>
        {answer !== null && found.length === 0 && <p className="soft">{texts.glossaryNothing}</p>}
        <dl className="terms">
          {found.map((term) => (
            <div key={term.key}>
              <dt>{term.label}</dt>
              <dd>
                {term.sentence} {term.others.length > 0 && <small>{texts.alsoCalled(term.others.join(", "))}</small>}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </Dialog>
  );
}

function searched(term: TermOf): string {
  return [term.label, ...term.others, term.sentence].join("\n").toLowerCase();
}
