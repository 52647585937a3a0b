import { expect, it } from "vitest";
import { withNewcomers } from "./newcomers";
import { type Change, lastKey } from "./path";
import type { Field } from "./schema";
import { fromJson, isTree, type Tree } from "./tree";

const ROLES: Field = {
  name: "roles",
  kind: "list",
  title: "Roles",
  explanation: "",
  absent: "",
  refersTo: "roles",
  isMade: true,
  isAddress: false,
  offers: [],
  options: [],
};
const VALUES = tree({ current: { roles: { legal: { name: "Legal" } }, steps: { sign: {} } } });
const fieldOf = (name: string): Field | undefined => (name === "roles" ? ROLES : undefined);

it("makes a role that is named for the first time, with the name that was typed", () => {
  const [made, change] = withNewcomers([{ path: "current/steps/sign/roles", value: ["Sales team"] }], fieldOf, VALUES);

  expect(made?.value).toEqual(new Map([["name", "Sales team"]]));
  expect(change?.value).toEqual([lastKey(made?.path ?? "")]);
});

it("makes a role once, however often and however it is written", () => {
  const steps: Change[] = ["sign", "new"].map((id) => ({
    path: `current/steps/${id}`,
    value: new Map([["roles", id === "new" ? ["SALES"] : ["Sales"]]]),
  }));

  expect(withNewcomers(steps, fieldOf, VALUES)).toHaveLength(3);
});

it("leaves alone what is there, by id or by name, and all other fields", () => {
  const changes: Change[] = [
    { path: "current/steps/sign/roles", value: ["legal", "LEGAL"] },
    { path: "current/steps/sign/tools", value: ["Mail"] },
  ];

  expect(withNewcomers(changes, fieldOf, VALUES).map((change) => change.value)).toEqual([["legal", "legal"], ["Mail"]]);
});

function tree(json: unknown): Tree {
  const value = fromJson(json);
  if (!isTree(value)) throw new Error("a mapping is wanted");
  return value;
}
