import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../api";
import {
  areCalledByKey,
  calledAt,
  type Field,
  fieldAt,
  fieldsOf,
  meaningOf,
  referredBy,
  shownIn,
  spotAt,
  spotsTo,
  titleInside,
  typedIn,
} from "./schema";
import { fromJson, isTree, type Tree } from "./tree";

const TEXT: JsonSchema = { "x-kind": "text", title: "Name" };
const SCHEMA: JsonSchema = {
  "x-title": "Document",
  properties: {
    title: TEXT,
    current: { "x-kind": "record", title: "Value stream", allOf: [{ $ref: "#/$defs/Stream" }] },
    questions: { "x-kind": "records", "x-keyed": true, additionalProperties: { $ref: "#/$defs/Question" } },
  },
  $defs: {
    Stream: {
      "x-title": "Value stream",
      properties: {
        roles: { "x-kind": "records", "x-keyed": true, title: "Roles", additionalProperties: { $ref: "#/$defs/Role" } },
        steps: { "x-kind": "records", "x-keyed": true, title: "Steps", additionalProperties: { $ref: "#/$defs/Step" } },
        groups: { "x-kind": "records", "x-keyed": true, additionalProperties: { $ref: "#/$defs/Group" } },
      },
    },
    Group: { "x-title": "Group", properties: { limit: { "x-kind": "count" } } },
    Role: { "x-title": "Role", properties: { name: TEXT } },
    Step: {
      "x-title": "Step",
      properties: {
        name: TEXT,
        roles: { "x-kind": "list", "x-refers-to": "roles", title: "Roles" },
        process_time: { "x-kind": "duration", title: "Process time", "x-absent": "unknown" },
        value: { "x-kind": "choice", anyOf: [{ enum: ["adding", "waste"] }] },
        done: { "x-kind": "flag" },
        notes: { "x-kind": "records", "x-keyed": true, additionalProperties: { $ref: "#/$defs/Note" } },
      },
    },
    Note: { "x-title": "Note", properties: { text: TEXT } },
    Question: { "x-title": "Question", properties: { text: TEXT } },
  },
};

const VALUES = tree({
  current: {
    roles: { success: { name: "Customer success" }, legal: {} },
    steps: { build: { roles: ["success", "x"] } },
  },
});

describe("records on the way to a place", () => {
  it("are the atlas, the map, the step and what is inside it", () => {
    const found = spotsTo(SCHEMA, "current/steps/build/notes/n1/text");

    expect(found.map((spot) => [spot.path, spot.title])).toEqual([
      ["", "Document"],
      ["current", "Value stream"],
      ["current/steps/build", "Step"],
      ["current/steps/build/notes/n1", "Note"],
    ]);
  });

  it("end where the schema knows nothing more", () => {
    expect(spotAt(SCHEMA, "current/steps/build/colour/red").path).toBe("current/steps/build");
    expect(spotAt(SCHEMA, "current/steps").path).toBe("current");
    expect(spotAt(SCHEMA, "constructor/name").path).toBe("");
  });

  it("keep ids with a slash whole", () => {
    expect(spotAt(SCHEMA, "current/steps/a~1b/name").path).toBe("current/steps/a~1b");
  });
});

describe("fields", () => {
  it("come in the order of their declaration", () => {
    const names = fieldsOf(spotAt(SCHEMA, "current/steps/build")).map((field) => field.name);

    expect(names).toEqual(["name", "roles", "process_time", "value", "done", "notes"]);
  });

  it("tell their options and what their absence means", () => {
    expect(fieldAt(SCHEMA, "current/steps/build/value")?.options).toEqual(["adding", "waste"]);
    expect(fieldAt(SCHEMA, "current/steps/build/process_time")?.absent).toBe("unknown");
    expect(fieldAt(SCHEMA, "current/steps/build/colour")).toBeNull();
  });

  it("say what one record in them is called", () => {
    expect(titleInside(SCHEMA, "current/steps/build/notes")).toBe("Note");
  });
});

describe("what a record is called", () => {
  it("is what it is kept under where it has no name of its own", () => {
    expect(areCalledByKey(SCHEMA, "current/groups")).toBe(true);
    expect(areCalledByKey(SCHEMA, "current/steps")).toBe(false);
  });

  it("is its name, else what it refers to", () => {
    const rework = { "x-kind": "records", "x-keyed": true, additionalProperties: { $ref: "#/$defs/Rework" } };
    const to = { "x-kind": "text", "x-refers-to": "roles", title: "Back to" };
    const schema: JsonSchema = {
      properties: { current: { "x-kind": "record", properties: { rework } } },
      $defs: { Rework: { properties: { name: TEXT, to } } },
    };
    const links = { named: { name: "Again", to: "success" }, plain: { to: "success" }, bare: {} };
    const values = tree({ current: { roles: { success: { name: "Customer success" } }, rework: links } });
    const called = (id: string): string => calledAt(schema, `current/rework/${id}`, values);

    expect(["named", "plain", "bare"].map(called)).toEqual(["Again", "back to “Customer success”", "bare"]);
  });
});

describe("what a field refers to", () => {
  it("is of the same map, or from the root of the atlas with a slash", () => {
    const own = { ...field("roles"), refersTo: "roles" };

    expect(referredBy(own, "board/cards/a/role")).toBe("board/roles");
    expect(referredBy({ ...own, refersTo: "/future" }, "board/cards/a/future")).toBe("future");
    expect(referredBy({ ...own, refersTo: "/current/steps" }, "board/cards/a/step")).toBe("current/steps");
  });
});

describe("typed text", () => {
  it.each([
    ["process_time", "3", 3],
    ["process_time", " 2-5 d ", "2-5 d"],
    ["process_time", "?", "?"],
    ["process_time", "", null],
    ["name", "2024", "2024"],
    ["value", "Waste", "waste"],
    ["value", "dull", "dull"],
    ["done", "yes", true],
    ["done", "perhaps", "perhaps"],
    ["roles", "customer SUCCESS, Legal, New one, legal", ["success", "legal", "New one", "legal"]],
    ["roles", "[]", []],
  ])("in %s: %j", (name, text, expected) => {
    expect(value(name, text)).toEqual(expected);
  });

  it("starts with names where ids stand, and means the same again", () => {
    const field = fieldAt(SCHEMA, "current/steps/build/roles");
    if (field === null) throw new Error("there is such a field");

    const shown = typedIn(field, ["success", "x"], "current/steps/build/roles", VALUES);

    expect(shown).toBe("Customer success, x");
    expect(value("roles", shown)).toEqual(["success", "x"]);
  });

  it("starts with all that a quantity says, of which its figure is shown", () => {
    const field = fieldAt(SCHEMA, "current/steps/build/process_time");
    if (field === null) throw new Error("there is such a field");

    const path = "current/steps/build/process_time";
    expect(typedIn(field, { p50: "4d", n: 12 }, path, VALUES)).toBe("{p50: 4d, n: 12}");
    expect(typedIn(field, { value: "4d", by: "Ana" }, path, VALUES)).toBe("{value: 4d, by: Ana}");
    expect(shownIn(field, { value: "4d", by: "Ana" }, path, VALUES)).toBe("4d");
  });
});

function field(name: string): Field {
  const found = fieldAt(SCHEMA, `current/steps/build/${name}`);
  if (found === null) throw new Error(`${name} is no field`);
  return found;
}

function value(name: string, text: string): unknown {
  return meaningOf(field(name), text, `current/steps/build/${name}`, VALUES);
}

function tree(json: unknown): Tree {
  const value = fromJson(json);
  if (!isTree(value)) throw new Error("a mapping is wanted");
  return value;
}
