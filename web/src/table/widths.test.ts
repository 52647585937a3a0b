import { beforeAll, expect, test, vi } from "vitest";

type Module = typeof import("./widths");
let module: Module;

beforeAll(async () => {
  const items = new Map<string, string>();
  vi.stubGlobal("window", {
    localStorage: {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, text: string) => items.set(key, text),
    },
  });
  module = await import("./widths");
});

test("a column gets the width that is wanted, within reason, and its usual one back", () => {
  module.widen("name", 300);
  module.widen("group", 2);
  expect(module.widths.get().chosen).toEqual({ name: 300, group: 56 });

  module.widen("name", null);
  expect(module.widths.get().chosen).toEqual({ group: 56 });
});

test("only widths are taken from what the browser remembers", () => {
  expect(module.kept('{"name": 300, "x": "wide"}')).toEqual({ name: 300 });
  expect(module.kept("[[")).toEqual({});
  expect(module.kept("null")).toEqual({});
});
