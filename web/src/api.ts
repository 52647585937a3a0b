/** What is asked of the server besides the live connection. */

import type {
  Card,
  FormatOf,
  History,
  Imported,
  Joined,
  LinkOf,
  Measured,
  NamedVersion,
  PictureOf,
  Problem,
  Sharing,
  State,
  TemplateOf,
  TermOf,
  Trashed,
  Understood,
} from "./generated/protocol";
import { randomId } from "./lib/randomId";
import { session } from "./room/room";
import { texts } from "./texts/shell";

/** The server's answer that something cannot be done, in its own words. */
export class ProblemError extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

export const getCards = (): Promise<Card[]> => ask("/api/atlases");
export const getTemplates = (): Promise<TemplateOf[]> => ask("/api/templates");
export const getFormats = (): Promise<FormatOf[]> => ask("/api/formats");
export const getGlossary = (): Promise<TermOf[]> => ask("/api/glossary");
export const getSchema = (): Promise<JsonSchema> => ask("/api/schema");

export function createAtlas(
  title: string,
  template: string,
  firstGuess = "",
  text: string | null = null,
): Promise<Card> {
  return ask("/api/atlases", { title, template, text, first_guess: firstGuess });
}

/** A log to be sent; `objectType` is what counts as an item in it, '' where that is to be proposed. */
export interface LogFile {
  readonly file: File;
  readonly objectType: string;
}

/** Make a new atlas of an event log; told now and then how much of it has arrived. */
export function importLog(log: LogFile, onSent: (share: number) => void): Promise<Imported> {
  return send("/api/import", log.file, { object_type: log.objectType }, onSent);
}

/** What a log says of an atlas: proposed where `matches` is null, else added with these matches. */
export function importInto(
  key: string,
  log: LogFile,
  matches: Readonly<Record<string, string>> | null,
  onSent: (share: number) => void,
): Promise<Measured> {
  const told: Record<string, string> = matches === null ? {} : { matches: JSON.stringify(matches), session: session() };
  return send(`${atlas(key)}/import`, log.file, { ...told, object_type: log.objectType }, onSent);
}

export const copyAtlas = (key: string): Promise<Card> => ask(`${atlas(key)}/copy`, {});
export const throwAway = (key: string): Promise<Trashed> => ask(atlas(key), undefined, "DELETE");

export async function renameAtlas(key: string, title: string, label: string): Promise<void> {
  await ask(`${atlas(key)}/changes?session=${session()}`, {
    id: randomId(),
    changes: [{ path: "title", value: title }],
    label,
  });
}

/** How a typed value is understood in an atlas that says nothing yet. */
export function getReading(path: string, text: string): Promise<Understood> {
  return ask(`/api/reading?${new URLSearchParams({ path, text })}`);
}

export const getAtlas = (key: string): Promise<State> => ask(atlas(key));

export function getHistory(key: string, before: number | null = null): Promise<History> {
  return ask(`${atlas(key)}/history?limit=50${before === null ? "" : `&before=${before}`}`);
}

/** The picture of a view as it was after a change. */
export function getPictureAt(key: string, view: string, n: number): Promise<PictureOf> {
  return ask(`${atlas(key)}/pictures/${encodeURIComponent(view)}?at=${n}`);
}

export const getVersions = (key: string): Promise<NamedVersion[]> => ask(`${atlas(key)}/versions`);

export function nameVersion(key: string, name: string, by: string): Promise<NamedVersion[]> {
  return ask(`${atlas(key)}/versions`, { name, by });
}

export async function restore(key: string, n: number, by: string): Promise<void> {
  await ask(`${atlas(key)}/restore?session=${session()}`, { id: randomId(), n, by });
}

/** Exchange the token of a link for a cookie; gives where the link leads. */
export const join = (token: string): Promise<Joined> => ask("/api/join", { token });

export const getSharing = (): Promise<Sharing> => ask("/api/sharing");

export const makeLink = (right: LinkOf["right"], name: string): Promise<Sharing> => ask("/api/links", { right, name });

export const revokeLink = (id: string): Promise<Sharing> =>
  ask(`/api/links/${encodeURIComponent(id)}`, undefined, "DELETE");

/** The address of a link's picture for a phone's camera. */
export const codeAddress = (id: string): string => `/api/links/${encodeURIComponent(id)}/code.svg`;

/** The address of an export, for a link that downloads it. */
export function exportAddress(
  key: string,
  format: string,
  options: { view: string; theme: "light" | "dark"; isAnonymous: boolean },
): string {
  const words = new URLSearchParams({
    view: options.view,
    theme: options.theme,
    anonymous: String(options.isAnonymous),
  });
  return `${atlas(key)}/export/${encodeURIComponent(format)}?${words}`;
}

/** The address of what came of a session. */
export function summaryAddress(key: string, ending: "md" | "html"): string {
  return `${atlas(key)}/session/summary.${ending}`;
}

export function cardAddress(key: string, theme: "light" | "dark", changed: string): string {
  return `${atlas(key)}/card.svg?theme=${theme}&at=${encodeURIComponent(changed)}`;
}

/** A value of a field with what people call it. */
export interface Offer {
  readonly name: string;
  readonly title: string;
}

/** A map that a group can make in a session. */
export interface GuideOf {
  readonly section: string;
  readonly title: string;
  readonly purpose: string;
  readonly minutes: number;
}

/** JSON Schema as far as the page reads it; `x-` words are ours. */
export interface JsonSchema {
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly items?: JsonSchema;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly "x-kind"?: string;
  readonly "x-refers-to"?: string;
  readonly "x-address"?: boolean;
  readonly "x-makes"?: boolean;
  readonly "x-offers"?: readonly Offer[];
  readonly "x-keyed"?: boolean;
  readonly "x-absent"?: string;
  readonly "x-title"?: string;
  readonly "x-guides"?: readonly GuideOf[];
}

const atlas = (key: string): string => `/api/atlases/${encodeURIComponent(key)}`;

async function ask<Answer>(
  address: string,
  body?: object,
  method: "GET" | "POST" | "DELETE" = body === undefined ? "GET" : "POST",
): Promise<Answer> {
  const response = await fetch(address, {
    method,
    headers: { accept: "application/json", ...(method === "GET" ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new ProblemError(texts.noAnswer, 0);
  });
  if (!response.ok) throw new ProblemError(await reason(response), response.status);
  // What the server answers is typed by the classes that the types are made from.
  return (await response.json()) as Answer;
}

/** Send a file as it is; only this older way tells how much of it has arrived. */
function send<Answer>(
  address: string,
  file: File,
  told: Readonly<Record<string, string>>,
  onSent: (share: number) => void,
): Promise<Answer> {
  const request = new XMLHttpRequest();
  request.open("POST", `${address}?${new URLSearchParams({ name: file.name, ...told })}`);
  request.setRequestHeader("accept", "application/json");
  request.setRequestHeader("content-type", "application/octet-stream");
  return new Promise((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0);
    request.upload.onload = () => onSent(1);
    request.onerror = () => reject(new ProblemError(texts.noAnswer, 0));
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as Answer);
      else reject(new ProblemError(messageOf(request), request.status));
    };
    request.send(file);
  });
}

function messageOf({ responseText, status, statusText }: XMLHttpRequest): string {
  try {
    return (JSON.parse(responseText) as Problem).message;
  } catch {
    return `${status} ${statusText}`;
  }
}

async function reason(response: Response): Promise<string> {
  try {
    return ((await response.json()) as Problem).message;
  } catch {
    return `${response.status} ${response.statusText}`;
  }
}
