/** Who is here, in the bar: some as rounds, all of them in a list; a click follows somebody. */

import type { ReactNode } from "react";
import { getSharing } from "../api";
import type { PersonOf } from "../generated/protocol";
import { placeName } from "../lib/places";
import { CommandButton } from "../shell/CommandButton";
import { Icon } from "../shell/Icon";
import { Menu, MenuCommand, MenuItem, MenuRule } from "../shell/Menu";
import { Tip } from "../shell/Tip";
import { useAsked } from "../shell/useAsked";
import { TABLE } from "../studio/screen";
import { useDocument, useLink, usePeople, useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/people";
import { texts as shell } from "../texts/shell";
import { called, othersAmong } from "./faces";
import { Round } from "./Round";
import "../styles/people.css";

const MOST_ROUNDS = 4;

export function People(): ReactNode {
  const people = usePeople((document) => document.people, areAlike);
  const you = usePeople((document) => document.you);
  const isHere = useLink() === "open";
  const others = isHere ? othersAmong(people, you) : [];
  if (others.length === 0) return null;
  return (
    <div className="people">
      <Followers names={others.filter(({ following }) => following === you).map(called)} />
      {others.slice(0, MOST_ROUNDS).map((person) => (
        <Follow key={person.id} person={person} />
      ))}
      <Menu
        label={texts.people(others.length + 1)}
        words={String(others.length + 1)}
        sign="person"
        className="people-all"
      >
        <Everybody you={people.get(you)} others={others} />
      </Menu>
    </div>
  );
}

/** Whether people would be shown alike: that they point elsewhere is not shown here. */
function areAlike(one: ReadonlyMap<string, PersonOf>, other: ReadonlyMap<string, PersonOf>): boolean {
  return (
    one.size === other.size &&
    [...one.values()].every((person) => {
      const now = other.get(person.id);
      return now !== undefined && SHOWN.every((field) => now[field] === person[field]);
    })
  );
}

const SHOWN = ["name", "role", "colour", "right", "view", "typing", "following", "leads"] as const;

/** How many follow this page; who, on hover, on focus, and for whoever hears the page. */
function Followers({ names }: { readonly names: readonly string[] }): ReactNode {
  const words = names.length === 0 ? "" : texts.followers(names);
  return (
    <>
      <span className="unseen" role="status">
        {words}
      </span>
      {words !== "" && (
        <Tip text={words}>
          <button type="button" className="allowed followers" aria-label={words}>
            <Icon sign="eye" />
            {names.length}
          </button>
        </Tip>
      )}
    </>
  );
}

function Follow({ person }: { person: PersonOf }): ReactNode {
  const { screen } = useStudio();
  const isFollowed = useScreen((now) => now.following === person.id);
  const words = useWords(person);
  const label = isFollowed ? texts.following(called(person)) : texts.follow(called(person));
  return (
    <Tip text={`${label}\n${words}`}>
      <button
        type="button"
        className="follow"
        aria-label={label}
        aria-pressed={isFollowed}
        onClick={() => screen.set({ following: isFollowed ? null : person.id })}
      >
        <Round person={person} />
      </button>
    </Tip>
  );
}

function Everybody({ you, others }: { you: PersonOf | undefined; others: readonly PersonOf[] }): ReactNode {
  const { screen } = useStudio();
  const following = useScreen((now) => now.following);
  return (
    <>
      {you !== undefined && <Person person={you} isYou={true} onSelect={() => screen.set({ dialog: "name" })} />}
      {others.map((person) => (
        <Person
          key={person.id}
          person={person}
          isOn={following === person.id}
          onSelect={() => screen.set({ following: following === person.id ? null : person.id })}
        />
      ))}
      <MenuRule />
      <MenuCommand id="bring" />
      <MenuCommand id="name" />
      <MenuCommand id="share" />
    </>
  );
}

interface PersonProps {
  readonly person: PersonOf;
  readonly isYou?: boolean;
  readonly isOn?: boolean;
  readonly onSelect: () => void;
}

function Person({ person, isYou = false, isOn, onSelect }: PersonProps): ReactNode {
  const words = useWords(person);
  return (
    <MenuItem
      label={
        <span className="people-one">
          <Round person={person} isSmall={true} />
          <span>
            {called(person)}
            {isYou && ` (${texts.you})`}
            <small>{words}</small>
          </span>
        </span>
      }
      isOn={isOn}
      onSelect={onSelect}
    />
  );
}

/** What somebody speaks for, what they do and may do where not everybody may do everything, and where they are. */
function useWords({ role, right, view, typing, following, leads }: PersonOf): string {
  const title = useDocument(({ views }) => views.find(({ name }) => name === view)?.title ?? "");
  const place = useDocument(({ values }) => (typing === "" ? "" : placeName(values, typing)));
  const isOpen = usePeople(({ people }) => [...people.values()].every((one) => one.right === "host"));
  const isMine = usePeople(({ you }) => you === following);
  const where = texts.where(view === TABLE ? shell.table : title, place);
  const words = [role, leads ? texts.leads : isOpen ? "" : texts.may[right], where, isMine ? texts.followsYou : ""];
  return words.filter((word) => word !== "").join(" · ");
}

/** What this page may do, where that is not everything; and the way to invite others, where there is one. */
export function Allowed(): ReactNode {
  const right = useDocument((document) => document.right);
  const isLoaded = useDocument((document) => document.isLoaded);
  if (!isLoaded || texts.youMay[right] === "") return null;
  return (
    <Tip text={texts.youMayLong[right]}>
      <button type="button" className="allowed">
        <Icon sign={right === "view" ? "eye" : "comment"} />
        {texts.youMay[right]}
      </button>
    </Tip>
  );
}

/** The way to the links, where the server has some. */
export function ShareButton(): ReactNode {
  const { answer } = useAsked(getSharing);
  return answer?.is_shared === true && answer.right === "host" && <CommandButton id="share" sign="share" />;
}
