/** The JSON Schema of an atlas walked by path: which record holds a place, its fields, and what typed text means there. */

import type { JsonSchema, Offer } from "../api";
import { holderOf, join, split, treeAt } from "./path";
import { labelOf, placeMeant, placeName } from "./places";
import { isTree, type Leaf, type Tree, typed, type Value } from "./tree";

/** A declared field of a record. */
export interface Field {
  readonly name: string;
  /** what it holds, in a word: duration, share, text, choice, flag, list, record, records, mapping, any ... */
  readonly kind: string;
  readonly title: string;
  readonly explanation: string;
  /** what it means that nothing stands there, if that is more than nothing */
  readonly absent: string;
  /** the mapping whose ids it holds, relative to the map, or from the root of the atlas with a slash; '' if none */
  readonly refersTo: string;
  /** naming one that is not there makes it */
  readonly isMade: boolean;
  readonly isAddress: boolean;
  /** what it can hold, with what people call each; empty where it is free */
  readonly offers: readonly Offer[];
  readonly options: readonly string[];
}

/** A record on the way to a place. */
export interface Spot {
  readonly path: string;
  readonly schema: JsonSchema;
  /** what one such record is called: “Quick fix” */
  readonly title: string;
  /** one of several by id, so that it can be removed */
  readonly isKeyed: boolean;
}

const NAMES = ["name", "title", "text"];
const OWN_VALUES = new Set(["record", "records", "mapping"]);
const NUMBER = /^-?(0|[1-9]\d{0,14})(\.\d{1,14})?$/;
const YES = new Set(["yes", "y", "true", "done", "x", "✓"]);
const NO = new Set(["no", "n", "false", "-", "open"]);

/** A schema with what it only names put in its place. */
export function resolved(root: JsonSchema, schema: JsonSchema): JsonSchema {
  const named = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return named === undefined ? schema : (root.$defs?.[named.replace("#/$defs/", "")] ?? schema);
}

/** The records that hold a place, from the atlas itself to the innermost one. */
export function spotsTo(root: JsonSchema, path: string): Spot[] {
  const keys = split(path);
  const spots: Spot[] = [{ path: "", schema: root, title: root["x-title"] ?? "", isKeyed: false }];
  let schema = root;
  for (let at = 0; at < keys.length; ) {
    const field = property(schema, keys[at] ?? "");
    const isKeyed = field?.["x-keyed"] === true;
    const inner = field === undefined ? undefined : innerOf(field);
    const end = at + (isKeyed ? 2 : 1);
    if (inner === undefined || end > keys.length) break;
    schema = resolved(root, inner);
    spots.push({ path: join(...keys.slice(0, end)), schema, title: schema["x-title"] ?? field?.title ?? "", isKeyed });
    at = end;
  }
  return spots;
}

/** The innermost record that holds a place, or is it. */
export function spotAt(root: JsonSchema, path: string): Spot {
  return spotsTo(root, path).at(-1) ?? { path: "", schema: root, title: "", isKeyed: false };
}

/** The fields of a record, as declared. */
export function fieldsOf(spot: Spot): Field[] {
  return Object.entries(spot.schema.properties ?? {}).map(([name, schema]) => fieldOf(name, schema));
}

/** The declared field at a path; null where there is none. */
export function fieldAt(root: JsonSchema, path: string): Field | null {
  const name = split(path).at(-1) ?? "";
  const schema = property(spotAt(root, holderOf(path)).schema, name);
  return schema === undefined ? null : fieldOf(name, schema);
}

/** What one of the records in a field is called: “Note”. */
export function titleInside(root: JsonSchema, path: string): string {
  return spotAt(root, join(...split(path), "any")).title;
}

/** Whether the records in a field have no name of their own: they are called what they are kept under. */
export function areCalledByKey(root: JsonSchema, path: string): boolean {
  const fields = fieldsOf(spotAt(root, join(...split(path), "any")));
  return fields.every(({ name, refersTo }) => !NAMES.includes(name) && refersTo === "");
}

/** Whether it holds one value, which can be typed. */
export function isTyped(field: Field): boolean {
  return !OWN_VALUES.has(field.kind);
}

/** What people call the record at a path: its name, else what it refers to, such as: back to “Build”. */
export function calledAt(root: JsonSchema, path: string, values: Tree): string {
  const record = treeAt(values, path);
  const key = split(path).at(-1) ?? "";
  const hasName = NAMES.some((name) => typed(record.get(name)) !== "");
  const field = hasName
    ? undefined
    : fieldsOf(spotAt(root, path)).find((one) => one.refersTo !== "" && one.kind !== "list" && record.has(one.name));
  if (field === undefined) return labelOf(record, key);
  const target = typed(record.get(field.name));
  return `${field.title.toLowerCase()} “${labelOf(treeAt(values, referredBy(field, path)).get(target), target)}”`;
}

/** The path of the mapping whose ids a field holds. */
export function referredBy(field: Field, path: string): string {
  if (field.refersTo.startsWith("/")) return field.refersTo.slice(1);
  const [section = ""] = split(path);
  return field.refersTo === "" ? "" : `${path.includes("/changes/") ? "current" : section}/${field.refersTo}`;
}

/** A value in brief: a quantity with more to it by its figure, what is referred to by name. */
export function shownIn(field: Field, value: Value | undefined, path: string, values: Tree): string {
  const isMore = typeof value === "object" && value !== null && !Array.isArray(value) && !isTree(value);
  const figure = isMore ? Object.entries(value).find(([key]) => key === "value")?.[1] : undefined;
  return figure === undefined ? typedIn(field, value, path, values) : typed(figure);
}

/** A value as its typing starts, so that what is typed means the same again. */
export function typedIn(field: Field, value: Value | undefined, path: string, values: Tree): string {
  if (value === undefined || value === null) return "";
  if (field.kind === "flag") return value === true ? "yes" : "no";
  if (typeof value === "object" && !Array.isArray(value) && !isTree(value)) {
    return `{${Object.entries(value)
      .map(([key, one]) => `${key}: ${typed(one)}`)
      .join(", ")}}`;
  }
  if (field.isAddress) return placeName(values, typed(value));
  if (field.refersTo === "") return field.offers.find(({ name }) => name === value)?.title ?? typed(value);
  const known = treeAt(values, referredBy(field, path));
  const name = (one: Leaf): string => nameFor(known, typed(one));
  return Array.isArray(value) ? value.map(name).join(", ") : name(typed(value));
}

/** What a change carries for typed text; Python reads it, and tells what it cannot understand. */
export function meaningOf(field: Field, text: string, path: string, values: Tree): Value {
  const said = text.trim();
  if (said === "") return null;
  if (field.isAddress) return placeMeant(values, said);
  const one = (entry: string): string => meant(field, entry, path, values);
  switch (field.kind) {
    case "list":
      return entriesOf(said).map(one);
    case "flag":
      return YES.has(said.toLowerCase()) ? true : NO.has(said.toLowerCase()) ? false : said;
    case "text":
    case "choice":
      return one(said);
    default:
      return NUMBER.test(said) ? Number(said) : said;
  }
}

function property(schema: JsonSchema, name: string): JsonSchema | undefined {
  const properties = schema.properties ?? {};
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function innerOf(field: JsonSchema): JsonSchema | undefined {
  if (field["x-keyed"] !== true) return field["x-kind"] === "record" ? field : undefined;
  return typeof field.additionalProperties === "object" ? field.additionalProperties : undefined;
}

function fieldOf(name: string, schema: JsonSchema): Field {
  return {
    name,
    kind: schema["x-kind"] ?? "any",
    title: schema.title ?? name,
    explanation: schema.description ?? "",
    absent: schema["x-absent"] ?? "",
    refersTo: schema["x-refers-to"] ?? "",
    isMade: schema["x-makes"] === true,
    isAddress: schema["x-address"] === true,
    offers: schema["x-offers"] ?? [],
    options: optionsOf(schema),
  };
}

function optionsOf(schema: JsonSchema): readonly string[] {
  if (schema.enum !== undefined) return schema.enum;
  const inside = [...(schema.anyOf ?? []), ...(schema.items === undefined ? [] : [schema.items])];
  return inside.map(optionsOf).find((options) => options.length > 0) ?? [];
}

/** The name of a record where no other has it; else its id, so that the text means one of them. */
function nameFor(known: Tree, key: string): string {
  const name = labelOf(known.get(key), key);
  const isClear =
    !name.includes(",") && [...known].every(([other, record]) => other === key || labelOf(record, other) !== name);
  return known.has(key) && isClear ? name : key;
}

function entriesOf(text: string): string[] {
  const inner = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  return [...new Set(inner.split(",").map((entry) => entry.trim()))].filter((entry) => entry !== "");
}

/** The id, or the option, that somebody means in whatever case; the text itself where none is. */
function meant(field: Field, text: string, path: string, values: Tree): string {
  const said = text.toLowerCase();
  const offered = field.offers.find(({ name, title }) => [name, title].some((one) => one.toLowerCase() === said));
  if (offered !== undefined) return offered.name;
  if (field.refersTo === "") return field.options.find((option) => option.toLowerCase() === said) ?? text;
  const known = treeAt(values, referredBy(field, path));
  if (known.has(text)) return text;
  const found = [...known].filter(([key, record]) =>
    [key, labelOf(record, key)].some((name) => name.toLowerCase() === said),
  );
  return found.length === 1 && found[0] !== undefined ? found[0][0] : text;
}
