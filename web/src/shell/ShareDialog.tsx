/** The links that open this workspace to others: who uses each, copied, made and taken back by whoever hosts. */

import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { codeAddress, getSharing, makeLink, revokeLink } from "../api";
import type { LinkOf, NewLink } from "../generated/protocol";
import { RIGHTS, type Right } from "../people/rights";
import { say } from "../studio/screen";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/people";
import { texts as shell } from "../texts/shell";
import { Dialog } from "./Dialog";
import { Icon } from "./Icon";
import { reason, useAsked } from "./useAsked";

export default function ShareDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { answer, problem, again } = useAsked(getSharing);
  return (
    <Dialog title={texts.sharing} onClose={onClose} className="share">
      {problem !== "" && <p role="alert">{problem}</p>}
      {answer === null ? (
        problem === "" && <p className="soft">{shell.loading}</p>
      ) : !answer.is_shared ? (
        <NotShared />
      ) : answer.right !== "host" ? (
        <p>{texts.notHost}</p>
      ) : (
        <>
          <p className="soft">{texts.keepSecret}</p>
          <ul className="links-of">
            {RIGHTS.flatMap((right) => answer.links.filter((link) => link.right === right)).map((link) => (
              <Link key={link.id} link={link} onChanged={again} />
            ))}
          </ul>
          <Another onMade={again} />
        </>
      )}
    </Dialog>
  );
}

function NotShared(): ReactNode {
  return (
    <>
      <p>{texts.notShared}</p>
      <Address label="flowatlas serve --share" address="flowatlas serve --share" />
      <p className="soft">{texts.notSharedLong}</p>
    </>
  );
}

interface LinkProps {
  readonly link: LinkOf;
  readonly onChanged: () => void;
}

function Link({ link, onChanged }: LinkProps): ReactNode {
  const { screen } = useStudio();
  const [isSure, setSure] = useState(true);
  const [problem, setProblem] = useState("");
  const title = link.name === "" ? texts.links[link.right] : `${texts.links[link.right]} ${texts.linkFor(link.name)}`;
  const [first, ...others] = link.addresses;
  const revoke = (): void => {
    revokeLink(link.id).then(
      () => {
        say(screen, texts.revoked);
        onChanged();
      },
      (error: unknown) => setProblem(reason(error)),
    );
  };
  return (
    <li className="link-of">
      <div className="link-of-head">
        <h3>{title}</h3>
        <span className="soft">{texts.usedBy(link.people)}</span>
        {isSure ? (
          <button type="button" className="link" aria-label={texts.revokeNamed(title)} onClick={() => setSure(false)}>
            {texts.revoke}
          </button>
        ) : null}
      </div>
      {isSure ? (
        <>
          <small>{texts.linksLong[link.right]}</small>
          {first !== undefined && <Address label={texts.addressOf(title)} address={first} />}
          {others.length > 0 && (
            <details className="code-of">
              <summary>{texts.otherAddresses(others.length)}</summary>
              {others.map((address) => (
                <Address key={address} label={texts.addressOf(title)} address={address} />
              ))}
            </details>
          )}
          <Code link={link} title={title} />
        </>
      ) : (
        <div className="link-of-sure" role="alert">
          <p>{texts.revokeSure(link.people)}</p>
          <div className="form-end">
            <button type="button" className="button" onClick={() => setSure(true)}>
              {texts.revokeNot}
            </button>
            <button type="button" className="button" onClick={revoke}>
              {texts.revokeDo}
            </button>
          </div>
        </div>
      )}
      {problem !== "" && <p role="alert">{problem}</p>}
    </li>
  );
}

/** The first address for a phone's camera, drawn once somebody asks for it. */
function Code({ link, title }: { link: LinkOf; title: string }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="code-of" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{texts.code}</summary>
      {isOpen && <img src={codeAddress(link.id)} alt={texts.codeOf(title)} width={222} height={222} />}
    </details>
  );
}

/** An address to be copied; where the browser has no clipboard, as without https in a network, it is only selected. */
function Address({ label, address }: { label: string; address: string }): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState("");
  const copy = (): void => {
    field.current?.select();
    const done = navigator.clipboard?.writeText(address) ?? Promise.reject(new Error());
    done.then(
      () => setSaid(texts.copied),
      // The older way needs what is selected.
      () => setSaid(document.execCommand("copy") ? texts.copied : texts.select),
    );
  };
  return (
    <div className="address">
      <input
        ref={field}
        className="text-field"
        readOnly={true}
        aria-label={label}
        value={address}
        onFocus={(event) => event.target.select()}
      />
      <button type="button" className="button" onClick={copy}>
        <Icon sign={said === texts.copied ? "check" : "copy"} />
        {texts.copy}
      </button>
      <span className={said === texts.select ? "soft" : "unseen"} role="status">
        {said}
      </span>
    </div>
  );
}

function Another({ onMade }: { onMade: () => void }): ReactNode {
  const [right, setRight] = useState<NewLink["right"]>("edit");
  const [name, setName] = useState("");
  const [problem, setProblem] = useState("");
  const make = (event: FormEvent): void => {
    event.preventDefault();
    makeLink(right, name.trim()).then(
      () => {
        setName("");
        setProblem("");
        onMade();
      },
      (error: unknown) => setProblem(reason(error)),
    );
  };
  return (
    <form className="another" onSubmit={make}>
      <h3>{texts.another}</h3>
      <div className="form-row">
        <label className="labelled">
          <span>{texts.anotherRight}</span>
          <select className="text-field" value={right} onChange={(event) => setRight(event.target.value as Right)}>
            {RIGHTS.map((one) => (
              <option key={one} value={one}>
                {texts.links[one].toLowerCase().replace("to ", "")}
              </option>
            ))}
          </select>
        </label>
        <label className="labelled">
          <span>{texts.anotherFor}</span>
          <input
            className="text-field"
            maxLength={200}
            value={name}
            placeholder={texts.anotherHint}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <button type="submit" className="button">
          {texts.make}
        </button>
      </div>
      {problem !== "" && <p role="alert">{problem}</p>}
    </form>
  );
}
