// Made from the classes of flowatlas.server.protocol; change those, then run make docs.
// sha256 of their schema: 25ebacea9d0cd1683876c3de1638ebbe07b022eff8e2f23a98bb7a2ff576406f

export type Sent = Look | Ask | Edit | Undo | Redo | Read;
export type Told = Hello | Changed | Refused | Notice | Understood | PictureOf | Figures | SaveState;
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
 */
export interface Edit {
  type: "edit";
  id: string;
  changes: ChangeOf[];
  label: string;
  by: string;
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
 * A view's picture: whole, or (`is_whole` false) what differs from the last one sent for this view.
 *
 * `order` lists the ids of all parts, those below first; where it is null it stays as it was. `parts` are the new
 * and the changed ones. `is_settled` is false while the doubt behind its figures is still being looked at.
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
