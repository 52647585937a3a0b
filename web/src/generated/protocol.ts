// Made from the classes of flowatlas.server.protocol; change those, then run make docs.
// sha256 of their schema: 0a86929f1f4ccbfcf9a520d029adde7afb6288c6253399417c6f430d9309d7de

export type Sent = Look | Ask | Edit | Undo | Redo | Read | Foresee | Here | Bring | Act;
export type Told =
  | Hello
  | Changed
  | Refused
  | Notice
  | Understood
  | Preview
  | PictureOf
  | Figures
  | SaveState
  | People
  | Brought
  | MeetingTold;
export type Deed =
  | Begin
  | SetAgenda
  | GoTo
  | SetTimer
  | Open
  | Write
  | Estimate
  | Vote
  | Ready
  | NextPhase
  | Reveal
  | Discuss
  | Close
  | Park
  | NextTime
  | End;
export type ShapeOf = BoxOf | TextOf | LineOf | DotOf | MarkOf;

/**
 * What is said over the live connection: sent by the page, told by the server.
 */
export interface Protocol {
  sent: Sent;
  told: Told;
}
/**
 * Which views, named as in Hello, are on the screen; their pictures are sent, now and after every change.
 */
export interface Look {
  type: "look";
  views: string[];
}
/**
 * Have a view worked out anew that takes long; its picture tells by `n` of which state it is.
 */
export interface Ask {
  type: "ask";
  view: string;
}
/**
 * Changes that belong together: all are made or none. `label` says what was done, such as “Move step”.
 *
 * `base` is the number of the last change that the sender knew of when it was made, if any: by that the sender is
 * told what of others it replaced.
 */
export interface Edit {
  type: "edit";
  id: string;
  changes: ChangeOf[];
  label: string;
  by: string;
  base: number | null;
}
/**
 * A path and its new value; null removes what stands there, with everything that points at it.
 *
 * A path that ends with `/behind` is about the place of a record: the id of the neighbour that it stands behind, or
 * `''` for the first place. `is_nothing` writes an explicit nothing into an overlay, where nothing removes.
 */
export interface ChangeOf {
  path: string;
  value: unknown;
  is_nothing: boolean;
}
/**
 * Take back the last edit of this session that still stands, where its values are still the ones that it made.
 */
export interface Undo {
  type: "undo";
  id: string;
  by: string;
}
/**
 * Make the edit again that this session took back last.
 */
export interface Redo {
  type: "redo";
  id: string;
  by: string;
}
/**
 * Ask how a typed value is understood, before it is sent.
 */
export interface Read {
  type: "read";
  id: string;
  path: string;
  text: string;
}
/**
 * What somebody may do next: type a name, let a step go, press a key. What each of it would show is told.
 *
 * `edits` are changes that would be made together, the likeliest first; `verbs` what may be done to those that
 * were made. It replaces what was said before.
 */
export interface Foresee {
  type: "foresee";
  edits: ChangeOf[][];
  verbs: ("undo" | "redo")[];
}
/**
 * Where I am: who, in which view, which part of its picture, where my pointer is, what I chose and what I type.
 *
 * It replaces what was said before; nothing of it is kept once I am gone. `role` is the one that I speak for,
 * `following` the id of the person whose view mine follows, and `leads` says that I lead the session.
 */
export interface Here {
  type: "here";
  name: string;
  role: string;
  view: string;
  frame: [number, number, number, number] | null;
  pointer: [number, number] | null;
  selection: string[];
  typing: string;
  following: string;
  leads: boolean;
}
/**
 * Bring everybody to where I am.
 */
export interface Bring {
  type: "bring";
}
/**
 * Something done in a session; sent again after a break, and done once.
 *
 * It is answered by the session as it is then, whose `done` holds this id, or refused as an edit is.
 */
export interface Act {
  type: "act";
  id: string;
  what:
    | Begin
    | SetAgenda
    | GoTo
    | SetTimer
    | Open
    | Write
    | Estimate
    | Vote
    | Ready
    | NextPhase
    | Reveal
    | Discuss
    | Close
    | Park
    | NextTime
    | End;
}
/**
 * Begin a session: with the agenda of a kind of map, or a plain one where `map` is ''.
 */
export interface Begin {
  do: "begin";
  title: string;
  map: string;
}
/**
 * Change the agenda; it replaces the one before.
 */
export interface SetAgenda {
  do: "agenda";
  items: AgendaItemOf[];
}
/**
 * A part of a session: what the group does, how, and for how many minutes.
 */
export interface AgendaItemOf {
  id: string;
  title: string;
  text: string;
  minutes: number;
}
/**
 * Go on to a part of the agenda; its time starts.
 */
export interface GoTo {
  do: "go";
  item: string;
}
/**
 * Set the clock that everybody sees to so many seconds; null takes it away.
 */
export interface SetTimer {
  do: "timer";
  seconds: number | null;
  is_running: boolean;
}
/**
 * Start something that everybody does alone first.
 *
 * `write`: notes that nobody else sees before the reveal. `about` is where they go then: the path of the records
 * that they become, such as `outcome/discovery` or `questions`, with `fields` set on each; '' for nowhere.
 * `estimate`: everybody's own figures for `paths`, the whole map where that is empty; they become voices.
 * `vote`: `limit` votes for everybody on `choices`. `1-2-4-all`: `title` is the question; notes are shared
 * with one other person, then with three, then with all, as `NextPhase` says.
 */
export interface Open {
  do: "open";
  round: string;
  kind: "write" | "estimate" | "vote" | "1-2-4-all";
  title: string;
  about: string;
  fields: [string, unknown][];
  paths: string[];
  choices: ChoiceOf[];
  limit: number;
  is_anonymous: boolean;
}
/**
 * Something to vote on: a record of the atlas by its path, or words.
 */
export interface ChoiceOf {
  id: string;
  text: string;
  path: string;
}
/**
 * Write a note; an empty text takes it back.
 */
export interface Write {
  do: "write";
  round: string;
  note: string;
  text: string;
}
/**
 * Say a figure, typed as on the map; an empty text takes it back.
 */
export interface Estimate {
  do: "estimate";
  round: string;
  path: string;
  text: string;
}
/**
 * Give so many votes to a choice.
 */
export interface Vote {
  do: "vote";
  round: string;
  choice: string;
  votes: number;
}
/**
 * I am done with this, or not any more.
 */
export interface Ready {
  do: "ready";
  round: string;
  is_ready: boolean;
}
/**
 * Go on from alone to pairs, to fours, to all.
 */
export interface NextPhase {
  do: "phase";
  round: string;
}
/**
 * Show everybody what everybody said; it goes where it belongs in the atlas.
 */
export interface Reveal {
  do: "reveal";
  round: string;
}
/**
 * Talk about one of the values whose answers were shown; the pages of all go along.
 */
export interface Discuss {
  do: "discuss";
  round: string;
  path: string;
}
/**
 * Put it away; what was not revealed by then never is, and nobody keeps it.
 */
export interface Close {
  do: "close";
  round: string;
}
/**
 * Put something into the parking lot, to be talked about another time; an empty text takes it out.
 */
export interface Park {
  do: "park";
  item: string;
  text: string;
}
/**
 * Say what the next session is about, and when it is.
 */
export interface NextTime {
  do: "next";
  text: string;
  on: string;
}
/**
 * End the session; its summary stays.
 */
export interface End {
  do: "end";
}
/**
 * Everything, at the start of a connection and whenever the state had to be set anew; it replaces what was known.
 *
 * `n` is the number of the last change, `values` every leaf of the atlas by its path, in the order of the file;
 * browsers do not keep the order of keys that look like numbers, so that a mapping would not do.
 */
export interface Hello {
  type: "hello";
  n: number;
  key: string;
  file: string;
  values: [string, unknown][];
  findings: FindingOf[];
  views: ViewOf[];
  can_undo: boolean;
  can_redo: boolean;
  save: SaveState;
  right: "view" | "comment" | "edit" | "host";
}
/**
 * Something to tell the person about a path.
 */
export interface FindingOf {
  path: string;
  message: string;
  severity: "error" | "warning" | "info";
  hint: string;
}
/**
 * A way to look at the atlas; `section` is the map that it draws (its key in the file).
 *
 * `kind` tells a drawing of the map from two versions beside each other, and from one that takes long: this is
 * worked out when somebody first looks at it, and anew when somebody asks (`Ask`).
 */
export interface ViewOf {
  name: string;
  title: string;
  explanation: string;
  section: string;
  kind: "map" | "beside" | "asked";
}
/**
 * How safe the work is: `saved`: the file holds it; `saving`: the journal does, the file soon will.
 *
 * `held`: the journal holds it, but the file cannot be written, and `message` says why and what would help.
 * `refusing`: not even the journal can be written, so that changes are refused until it can.
 */
export interface SaveState {
  type: "save";
  state: "saved" | "saving" | "held" | "refusing";
  message: string;
}
/**
 * Changes that were made and are durable, in the order of `n`; for their sender this is the acknowledgement.
 *
 * Applied in turn to the values that were known they give the new ones: what was removed along is among them.
 * `views` is given where the list of views changed.
 */
export interface Changed {
  type: "changed";
  n: number;
  id: string;
  by: string;
  at: string;
  label: string;
  changes: ChangeOf[];
  findings: FindingOf[];
  can_undo: boolean;
  can_redo: boolean;
  views: ViewOf[] | null;
}
/**
 * An edit that was not made, and why.
 */
export interface Refused {
  type: "refused";
  id: string;
  message: string;
  findings: FindingOf[];
}
/**
 * Something that happened to the atlas and that everybody looking at it should know.
 */
export interface Notice {
  type: "notice";
  severity: "info" | "warning" | "error";
  message: string;
  findings: FindingOf[];
}
/**
 * How a typed value is understood: `sentence`, or what is wrong with it (`error`) and what would be right.
 *
 * Where nothing is wrong, `value` is what a change of this path is to carry; `is_empty`: it removes what is there.
 */
export interface Understood {
  type: "understood";
  id: string;
  value: unknown;
  is_empty: boolean;
  sentence: string;
  error: string;
  hint: string;
}
/**
 * What an edit of these changes, or an undo or redo that comes to them, would show, made in the state `n`.
 *
 * Only whoever may do it next is told. `pictures` differ from those that were sent last; they and `figures`
 * are numbered as the state that it would lead to. What is told of that state itself takes their place.
 */
export interface Preview {
  type: "preview";
  n: number;
  verb: "edit" | "undo" | "redo";
  changes: ChangeOf[];
  figures: Figures;
  pictures: PictureOf[];
}
/**
 * The answers. `exact` is there at once: sums at best knowledge. The rest belongs to the change `n`.
 *
 * While `is_running` the doubt is being looked at; what stands in the other fields is from before the change, and to
 * be shown as such.
 */
export interface Figures {
  type: "figures";
  n: number;
  is_running: boolean;
  calendar: string;
  exact: AnswerOf[];
  sentences: string[];
  answers: AnswerOf[];
  constraint: SpotOf | null;
  others: SpotOf[];
  measure_next: SpotOf[];
  target: SpotOf | null;
  audit: FindingOf[];
  unknown: string[];
}
/**
 * A figure of the whole map in words, and what it came from.
 *
 * `text` is the figure, `spread` how items differ, `typical` how well the typical value is known, `least` the
 * sum of what is known for sure; each '' where there is nothing to say. `sentence` is the answer in plain words,
 * `explanation` what the term means. `paths` lead to the places that weigh most in it.
 */
export interface AnswerOf {
  name: string;
  title: string;
  text: string;
  spread: string;
  typical: string;
  least: string;
  sentence: string;
  explanation: string;
  basis: string;
  unknowns: number;
  paths: string[];
}
/**
 * Something that the figures say of places on the map: the constraint, what to measure next.
 */
export interface SpotOf {
  paths: string[];
  name: string;
  text: string;
  sentence: string;
  explanation: string;
  share: number | null;
  sure: number | null;
}
/**
 * A view's picture: whole, or (`is_whole` false) what differs from the last one sent for this view.
 *
 * `order` lists the ids of all parts, those below first; where it is null it stays as it was. `parts` are the new
 * and the changed ones, `shifts` those that only moved. `is_settled` is false while the doubt behind its figures
 * is still being looked at.
 */
export interface PictureOf {
  type: "picture";
  n: number;
  view: string;
  width: number;
  height: number;
  title: string;
  description: string;
  is_whole: boolean;
  is_settled: boolean;
  order: string[] | null;
  parts: PartOf[];
  shifts: ShiftOf[];
  zones: ZoneOf[];
}
/**
 * Shapes that stand for one thing; see `flowatlas.model.picture.Part`.
 */
export interface PartOf {
  id: string;
  path: string;
  role: string;
  name: string;
  tip: string;
  shapes: (BoxOf | TextOf | LineOf | DotOf | MarkOf)[];
  changes: [string, unknown][];
}
/**
 * A rectangle by its upper left corner.
 */
export interface BoxOf {
  shape: "box";
  role: string;
  x: number;
  y: number;
  width: number;
  height: number;
  radius: number;
}
/**
 * One line of text by its baseline.
 */
export interface TextOf {
  shape: "text";
  role: string;
  x: number;
  y: number;
  text: string;
  size: number;
  width: number;
  anchor: "start" | "middle" | "end";
  is_bold: boolean;
}
/**
 * A line through points; with a head it ends in an arrow.
 */
export interface LineOf {
  shape: "line";
  role: string;
  points: [number, number][];
  has_head: boolean;
  radius: number;
}
/**
 * A circle by its centre.
 */
export interface DotOf {
  shape: "dot";
  role: string;
  x: number;
  y: number;
  radius: number;
}
/**
 * A small sign, a polygon or an open line.
 */
export interface MarkOf {
  shape: "mark";
  role: string;
  points: [number, number][];
  is_closed: boolean;
}
/**
 * Parts by their ids that stand elsewhere and are else as they were: how far they came to the right and down.
 */
export interface ShiftOf {
  x: number;
  y: number;
  ids: string[];
}
/**
 * A place where records can be dropped; see `flowatlas.model.picture.Zone`.
 */
export interface ZoneOf {
  records: string;
  name: string;
  x: number;
  y: number;
  width: number;
  height: number;
  sets: [string, unknown][];
  across: string;
  up: string;
}
/**
 * Who is here: everybody (`is_whole`), or those who came or moved, and the ids of those who left.
 *
 * `you` is the id of whoever hears this, who is among the people.
 */
export interface People {
  type: "people";
  you: string;
  is_whole: boolean;
  people: PersonOf[];
  gone: string[];
}
/**
 * Somebody who is here. `id` is made for others to see, `colour` a number that tells people apart.
 */
export interface PersonOf {
  id: string;
  name: string;
  role: string;
  colour: number;
  right: "view" | "comment" | "edit" | "host";
  view: string;
  frame: [number, number, number, number] | null;
  pointer: [number, number] | null;
  selection: string[];
  typing: string;
  following: string;
  leads: boolean;
}
/**
 * Somebody brings everybody to where they are.
 */
export interface Brought {
  type: "brought";
  person: string;
  name: string;
  view: string;
  frame: [number, number, number, number] | null;
}
/**
 * What is new in a session for whoever hears this: the first time all of a `MeetingOf`, then what differs of it.
 *
 * A field that is left out is as it was. A list is told as a whole, but what has an `id` or a `path` in it is
 * known by that, and told as far as it differs from what was known by it.
 */
export interface MeetingTold {
  type: "meeting";
  what: {
    [k: string]: unknown;
  };
}
/**
 * An atlas of the folder in brief: `key` is its address, `headline` its answer, `error` why it has none.
 */
export interface Card {
  key: string;
  file: string;
  title: string;
  headline: string;
  steps: number;
  changed_at: string;
  error: string;
}
/**
 * A change in the history: who, when, what in words, and what it did to the lead time.
 */
export interface Entry {
  n: number;
  at: string;
  by: string;
  label: string;
  sentences: string[];
  paths: string[];
  before: string;
  after: string;
  is_undo: boolean;
  version: string;
}
/**
 * A format that an atlas can be written in; `is_drawn`: it shows a view in colours, which can be chosen.
 */
export interface FormatOf {
  name: string;
  suffix: string;
  title: string;
  explanation: string;
  is_drawn: boolean;
}
/**
 * Changes, the latest first; `has_more` tells whether older ones exist.
 */
export interface History {
  entries: Entry[];
  has_more: boolean;
}
/**
 * An atlas that was made from an event log, and what there is to say about the log.
 *
 * `object_types` are the kinds of object that its items could be, where it holds several, and `object_type` the
 * one that they are.
 */
export interface Imported {
  card: Card;
  said: string[];
  object_types: string[];
  object_type: string;
}
/**
 * What the link allows, and the page that it leads to.
 */
export interface Joined {
  right: "view" | "comment" | "edit" | "host";
  page: string;
}
/**
 * The token of a link, exchanged for a cookie that only the server reads.
 */
export interface Joining {
  token: string;
}
/**
 * A link that opens this workspace to others: its addresses, one for each name of this machine, and who uses it.
 */
export interface LinkOf {
  id: string;
  right: "view" | "comment" | "edit" | "host";
  name: string;
  made_at: string;
  addresses: string[];
  people: number;
}
/**
 * A name of a log, the id of the step of the map that it is ('' for none), and why.
 */
export interface MatchOf {
  name: string;
  step: string;
  because: string;
}
/**
 * What a log says of an atlas: which steps it tells of; `id` is that of the measurement, '' while proposed.
 *
 * `view` draws it beside the map, '' where it says nothing of any step. Object types are those of `Imported`.
 */
export interface Measured {
  id: string;
  view: string;
  matches: MatchOf[];
  said: string[];
  object_types: string[];
  object_type: string;
}
/**
 * A session as one of the people may see it.
 *
 * `state` is `none` before the first one. `round` is the id of what everybody does just now, '' for nothing.
 * Of the `people` who take part `quiet` have not said anything for a while; `is_quiet` tells only oneself.
 * `done` holds the ids of the last acts of whoever hears this that are durable, fifty or more of them, so that none
 * is sent again. `now` is the server's clock as this is told, seconds since 1970, so that all clocks agree.
 */
export interface MeetingOf {
  state: "none" | "on" | "ended";
  title: string;
  began_at: string;
  agenda: AgendaItemOf[];
  item: string;
  timer: TimerOf | null;
  round: string;
  rounds: RoundOf[];
  parked: ParkedOf[];
  next_text: string;
  next_on: string;
  people: number;
  quiet: number;
  is_quiet: boolean;
  done: string[];
  now: number;
}
/**
 * The clock: seconds that are left at `at` (seconds since 1970, by the server), of how many, and if it runs.
 */
export interface TimerOf {
  left: number;
  length: number;
  is_running: boolean;
  at: number;
}
/**
 * Something that everybody does alone first. `begun` people said something, `ready` say that they are done.
 *
 * `people` are those of whom that is told: all who are there, and who said something before they left. `notes`,
 * what was said of each value, and `results` are there once they are shown, except for one's partners'.
 * `discussed` is the path of the value that the group talks about, '' before anybody leads to one.
 */
export interface RoundOf {
  id: string;
  kind: "write" | "estimate" | "vote" | "1-2-4-all";
  title: string;
  about: string;
  limit: number;
  is_anonymous: boolean;
  state: "open" | "revealed" | "closed";
  phase: "" | "alone" | "pairs" | "fours" | "all";
  begun: number;
  ready: number;
  people: number;
  discussed: string;
  choices: ChoiceOf[];
  mine: MineOf;
  notes: NoteOf[];
  values: ValueOf[];
  results: ResultOf[];
}
/**
 * What I said so far, and with whom I share it just now.
 */
export interface MineOf {
  is_ready: boolean;
  notes: NoteOf[];
  estimates: [string, string][];
  votes: [string, number][];
  partners: string[];
}
/**
 * A note; `by` is '' where names are left out.
 */
export interface NoteOf {
  id: string;
  text: string;
  by: string;
  is_mine: boolean;
}
/**
 * A value that is asked for: what it is called, what stands on the map, and after the reveal what everybody said.
 *
 * `spread` says in words how far apart people are, `apart` how many times the highest middle is the lowest.
 */
export interface ValueOf {
  path: string;
  name: string;
  text: string;
  said: SaidOf[];
  spread: string;
  apart: number | null;
}
/**
 * What somebody said of a value, how it is understood, and where it lies: seconds, shares or numbers, if known.
 */
export interface SaidOf {
  by: string;
  role: string;
  text: string;
  sentence: string;
  low: number | null;
  middle: number | null;
  high: number | null;
  is_mine: boolean;
}
/**
 * The votes on a choice, and how many people gave them.
 */
export interface ResultOf {
  choice: string;
  votes: number;
  people: number;
}
/**
 * Something in the parking lot.
 */
export interface ParkedOf {
  id: string;
  text: string;
}
/**
 * Give the present state a name.
 */
export interface NameVersion {
  name: string;
  by: string;
}
/**
 * A state that somebody gave a name.
 */
export interface NamedVersion {
  name: string;
  n: number;
  at: string;
  by: string;
  headline: string;
}
/**
 * Make a link; `name` says whom it is for.
 */
export interface NewLink {
  right: "view" | "comment" | "edit" | "host";
  name: string;
}
/**
 * What went wrong with a request, in one sentence, and the findings where the content is to blame.
 */
export interface Problem {
  message: string;
  findings: FindingOf[];
}
/**
 * Go back to an earlier state, as a new change that can be undone.
 */
export interface Restore {
  id: string;
  n: number;
  by: string;
}
/**
 * Whether this server is open to others, what you may do, and the links, which only a host sees.
 */
export interface Sharing {
  is_shared: boolean;
  right: "view" | "comment" | "edit" | "host";
  links: LinkOf[];
}
/**
 * A new atlas: from a template, or from the text of an atlas file.
 */
export interface Start {
  title: string;
  template: string;
  text: string | null;
  first_guess: string;
}
/**
 * An atlas as it is now: the number of its last change, its plain values, and the views of it.
 */
export interface State {
  n: number;
  plain: {
    [k: string]: unknown;
  };
  findings: FindingOf[];
  views: ViewOf[];
  save: SaveState;
}
/**
 * Something that a new atlas can start from.
 */
export interface TemplateOf {
  name: string;
  title: string;
  explanation: string;
}
/**
 * A word and what it means.
 */
export interface TermOf {
  key: string;
  label: string;
  sentence: string;
  others: string[];
}
/**
 * An atlas that was moved to the trash: its file, and where it lies now; moved back, it is there again.
 */
export interface Trashed {
  file: string;
  now: string;
}
