/** A session as it is told and as one's own acts on their way will make it; what is said aloud when it goes on. */

import type { Act, AgendaItemOf, MeetingOf, NoteOf, RoundOf } from "../generated/protocol";
import { texts } from "../texts/session";

type Deed = Act["what"];

/** The session with what one did oneself and nobody has acknowledged yet. */
export function foreseen(meeting: MeetingOf, acts: readonly Act[]): MeetingOf {
  return acts.reduce((now, { what }) => after(now, what), meeting);
}

/** What everybody does just now, or has just seen; null for nothing. */
export function currentRound(meeting: MeetingOf): RoundOf | null {
  return meeting.rounds.find(({ id, state }) => id === meeting.round && state !== "closed") ?? null;
}

/** What it is called among others: what was asked, or the one value that was asked for. */
export function nameOf({ kind, title, values }: RoundOf): string {
  const [value, ...others] = values;
  if (kind === "estimate" && value !== undefined && others.length === 0 && title === texts.estimates) return value.name;
  return title || texts.kinds[kind].name;
}

/** What was shown before, the last first. */
export function earlierRounds(meeting: MeetingOf): RoundOf[] {
  return meeting.rounds.filter((round) => round.id !== currentRound(meeting)?.id && isShown(round)).reverse();
}

/** Whether there is anything to see of it for everybody. */
function isShown({ state, notes, values, results }: RoundOf): boolean {
  const hasSaid = values.some(({ said }) => said.length > 0);
  return state === "revealed" || (state === "closed" && notes.length + results.length > 0) || hasSaid;
}

/** The parts of the agenda around the present one; before the first one begins, that comes next. */
export function around({ agenda, item }: Pick<MeetingOf, "agenda" | "item">): {
  readonly at: number;
  readonly now: AgendaItemOf | null;
  readonly before: AgendaItemOf | null;
  readonly next: AgendaItemOf | null;
} {
  const at = agenda.findIndex(({ id }) => id === item);
  return { at, now: agenda[at] ?? null, before: agenda[at - 1] ?? null, next: agenda[at + 1] ?? null };
}

/** A list with one of its items moved by so many places, as far as there is room. */
export function shifted<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const rest = items.filter((_, at) => at !== from);
  const item = items[from];
  return item === undefined ? [...items] : [...rest.slice(0, to), item, ...rest.slice(to)];
}

/** How many votes one has left. */
export function votesLeft({ limit, mine }: Pick<RoundOf, "limit" | "mine">): number {
  return limit - mine.votes.reduce((sum, [, votes]) => sum + votes, 0);
}

/** What is worth saying aloud of how a session went on; '' for nothing. */
export function news(before: MeetingOf | null, now: MeetingOf): string {
  if (before === null) return "";
  if (before.state !== now.state) return now.state === "on" ? texts.hasBegun(now.title) : texts.hasEnded;
  const round = currentRound(now);
  const last = round === null ? undefined : before.rounds.find(({ id }) => id === round.id);
  if (round !== null && (last === undefined || before.round !== round.id))
    return round.state === "open" ? texts.roundBegins(texts.kinds[round.kind].name, round.title) : "";
  if (round !== null && last?.state === "open" && round.state === "revealed")
    return texts.isRevealed(texts.kinds[round.kind].name);
  if (round !== null && last?.phase !== round.phase && round.phase !== "") return texts.phases[round.phase].long;
  const talkedAbout = round?.values.find(({ path }) => path === round.discussed);
  if (talkedAbout !== undefined && last?.discussed !== round?.discussed) return texts.goesOn(talkedAbout.name);
  const { now: item } = around(now);
  return item !== null && before.item !== now.item ? texts.goesOn(item.title) : "";
}

function after(meeting: MeetingOf, deed: Deed): MeetingOf {
  switch (deed.do) {
    case "write":
      return withRound(meeting, deed.round, (round) => {
        const notes = withNote(round.mine.notes, deed.note, deed.text);
        return { ...round, mine: { ...round.mine, notes } };
      });
    case "estimate":
      return withRound(meeting, deed.round, (round) => {
        const others = round.mine.estimates.filter(([path]) => path !== deed.path);
        const own: [string, string][] = deed.text === "" ? [] : [[deed.path, deed.text]];
        return { ...round, mine: { ...round.mine, estimates: [...others, ...own] } };
      });
    case "vote":
      return withRound(meeting, deed.round, (round) => {
        const others = round.mine.votes.filter(([choice]) => choice !== deed.choice);
        const own: [string, number][] = deed.votes === 0 ? [] : [[deed.choice, deed.votes]];
        return { ...round, mine: { ...round.mine, votes: [...others, ...own] } };
      });
    case "ready":
      return withRound(meeting, deed.round, (round) => ({
        ...round,
        mine: { ...round.mine, is_ready: deed.is_ready },
      }));
    case "discuss":
      return {
        ...meeting,
        rounds: meeting.rounds.map((round) => (round.id === deed.round ? { ...round, discussed: deed.path } : round)),
      };
    case "park": {
      const others = meeting.parked.filter(({ id }) => id !== deed.item);
      return { ...meeting, parked: deed.text === "" ? others : [...others, { id: deed.item, text: deed.text }] };
    }
    case "agenda":
      return { ...meeting, agenda: deed.items };
    case "next":
      return { ...meeting, next_text: deed.text, next_on: deed.on };
    default:
      return meeting;
  }
}

function withRound(meeting: MeetingOf, id: string, change: (round: RoundOf) => RoundOf): MeetingOf {
  // What is shown already is not changed by what came too late.
  const rounds = meeting.rounds.map((round) => (round.id === id && round.state === "open" ? change(round) : round));
  return { ...meeting, rounds };
}

function withNote(notes: readonly NoteOf[], id: string, text: string): NoteOf[] {
  if (text === "") return notes.filter((note) => note.id !== id);
  if (notes.some((note) => note.id === id)) return notes.map((note) => (note.id === id ? { ...note, text } : note));
  return [...notes, { id, text, by: "", is_mine: true }];
}
