import { describe, expect, it } from "vitest";
import type { Act, AgendaItemOf, MeetingOf, RoundOf } from "../generated/protocol";
import { around, currentRound, earlierRounds, foreseen, nameOf, news, shifted, votesLeft } from "./meeting";

const item = (id: string): AgendaItemOf => ({ id, title: id.toUpperCase(), text: "", minutes: 5 });

const round = (more: Partial<RoundOf> = {}): RoundOf => ({
  id: "round-01",
  kind: "write",
  title: "What hurts?",
  about: "",
  limit: 3,
  is_anonymous: false,
  state: "open",
  phase: "",
  begun: 0,
  ready: 0,
  people: 5,
  discussed: "",
  choices: [],
  mine: { is_ready: false, notes: [], estimates: [], votes: [], partners: [] },
  notes: [],
  values: [],
  results: [],
  ...more,
});

const meeting = (more: Partial<MeetingOf> = {}): MeetingOf => ({
  state: "on",
  title: "Onboarding",
  began_at: "",
  agenda: [item("a"), item("b"), item("c")],
  item: "",
  timer: null,
  round: "",
  rounds: [],
  parked: [],
  next_text: "",
  next_on: "",
  people: 5,
  quiet: 0,
  is_quiet: false,
  done: [],
  now: 0,
  ...more,
});

const acts = (...all: Act["what"][]): Act[] => all.map((what, at) => ({ type: "act", id: `act-${at}`, what }));

describe("what one did oneself", () => {
  const on = meeting({ round: "round-01", rounds: [round()] });
  const mine = (...all: Act["what"][]): RoundOf["mine"] | undefined => currentRound(foreseen(on, acts(...all)))?.mine;

  it("is shown before anybody has acknowledged it", () => {
    const written = mine(
      { do: "write", round: "round-01", note: "n1", text: "Waiting" },
      { do: "write", round: "round-01", note: "n2", text: "Forms" },
      { do: "write", round: "round-01", note: "n1", text: "Waiting for access" },
      { do: "ready", round: "round-01", is_ready: true },
    );

    expect(written?.notes.map(({ text }) => text)).toEqual(["Waiting for access", "Forms"]);
    expect(written?.is_ready).toBe(true);
  });

  it("can be taken back", () => {
    const empty = mine(
      { do: "write", round: "round-01", note: "n1", text: "Waiting" },
      { do: "write", round: "round-01", note: "n1", text: "" },
      { do: "estimate", round: "round-01", path: "a/b", text: "3d" },
      { do: "estimate", round: "round-01", path: "a/b", text: "" },
      { do: "vote", round: "round-01", choice: "c1", votes: 2 },
      { do: "vote", round: "round-01", choice: "c1", votes: 0 },
    );

    expect(empty).toEqual({ is_ready: false, notes: [], estimates: [], votes: [], partners: [] });
  });

  it("changes nothing of what was shown meanwhile", () => {
    const shown = meeting({ round: "round-01", rounds: [round({ state: "revealed" })] });

    const late = foreseen(shown, acts({ do: "write", round: "round-01", note: "n1", text: "Late" }));

    expect(currentRound(late)?.mine.notes).toEqual([]);
  });

  it("leaves the votes that are left", () => {
    const { mine } = round({ mine: { ...round().mine, votes: [["a", 2]] } });

    expect(votesLeft({ limit: 3, mine })).toBe(1);
  });
});

describe("an agenda", () => {
  it("knows what comes before and after", () => {
    expect(around(meeting({ item: "b" }))).toMatchObject({ at: 1, before: { id: "a" }, next: { id: "c" } });
    expect(around(meeting({ item: "" }))).toMatchObject({ at: -1, now: null, before: null, next: { id: "a" } });
    expect(around(meeting({ item: "c" })).next).toBeNull();
  });

  it("has its parts moved one by one", () => {
    expect(shifted(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
    expect(shifted(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
    expect(shifted(["a"], 5, 0)).toEqual(["a"]);
  });
});

describe("what was shown", () => {
  it("is told from others by what was asked", () => {
    const value = { path: "a", name: "The wait", text: "", said: [], spread: "", apart: null };

    expect(nameOf(round({ title: "" }))).toBe("Silent writing");
    expect(nameOf(round({ kind: "estimate", title: "Estimates", values: [value] }))).toBe("The wait");
    expect(nameOf(round({ kind: "estimate", title: "Estimates", values: [value, value] }))).toBe("Estimates");
    expect(nameOf(round({ kind: "estimate", title: "How long?", values: [value] }))).toBe("How long?");
  });

  it("stays to be looked at, the last first; what was put away unseen does not", () => {
    const note = { id: "n", text: "Waiting", by: "", is_mine: false };
    const rounds = [
      round({ id: "first", state: "closed", notes: [note] }),
      round({ id: "unseen", state: "closed" }),
      round({ id: "second", state: "revealed", notes: [note] }),
      round({ id: "now", state: "revealed" }),
    ];

    expect(earlierRounds(meeting({ round: "now", rounds })).map(({ id }) => id)).toEqual(["second", "first"]);
  });
});

describe("news", () => {
  const open = meeting({ item: "a", round: "round-01", rounds: [round()] });

  it("are told when something begins, goes on, is shown, or ends", () => {
    expect(news(meeting({ state: "none" }), meeting())).toBe("A session begins: Onboarding.");
    expect(news(meeting(), meeting({ item: "a" }))).toBe("Now: A.");
    expect(news(meeting(), open)).toBe("Silent writing begins: What hurts?");
    expect(news(open, { ...open, rounds: [round({ state: "revealed" })] })).toContain("everybody sees");
    expect(news(open, { ...open, state: "ended", round: "" })).toContain("over");
  });

  it("tell which value the group talks about, once", () => {
    const value = { path: "a", name: "The wait", text: "", said: [], spread: "", apart: null };
    const shown = meeting({ round: "round-01", rounds: [round({ state: "revealed", values: [value] })] });
    const led = foreseen(shown, acts({ do: "discuss", round: "round-01", path: "a" }));

    expect(news(shown, led)).toBe("Now: The wait.");
    expect(news(led, { ...led, people: 6 })).toBe("");
  });

  it("are nothing for who has just come, nor when somebody else writes", () => {
    expect(news(null, open)).toBe("");
    expect(news(open, { ...open, rounds: [round({ begun: 3 })] })).toBe("");
  });
});
