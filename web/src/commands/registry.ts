/** All commands, each from a file of its own in this folder. */

import { isLetter, isPressed, isTyping } from "../lib/keys";
import { may, type Right } from "../people/rights";
import { say } from "../studio/screen";
import type { Studio } from "../studio/studio";
import { texts } from "../texts/people";
import type { At, Command, Group, Region } from "./command";

const FILES = import.meta.glob<{ commands?: readonly Command[] }>(
  ["./*.ts", "!./*.test.ts", "!./registry.ts", "!./command.ts"],
  {
    eager: true,
  },
);

export const COMMANDS: readonly Command[] = Object.values(FILES).flatMap((file) => file.commands ?? []);

/** The order in which groups of commands are told. */
export const GROUPS: readonly Group[] = ["edit", "map", "select", "view", "versions", "session", "share", "help"];

export function at(studio: Studio): At {
  return {
    room: studio.room,
    document: studio.room.getDocument(),
    screen: studio.screen.get(),
    show: studio.screen.set,
    say: (text, severity, act) => say(studio.screen, text, severity, act),
  };
}

export function isPossible(command: Command, place: At): boolean {
  return isAllowed(command, place) && (command.when?.(place) ?? true);
}

function isAllowed({ group, needs }: Command, { document }: At): boolean {
  const usual: Right = group === "edit" || group === "map" ? "edit" : "view";
  return may(document.right, needs ?? usual);
}

/** Run a command where it is possible. */
export function run(command: Command, studio: Studio): void {
  const place = at(studio);
  if (!isPossible(command, place)) return;
  Promise.resolve(command.run(place)).catch((error: unknown) => {
    place.say(error instanceof Error ? error.message : String(error), "error");
  });
}

export function runById(id: string, studio: Studio): void {
  const command = COMMANDS.find((one) => one.id === id);
  if (command !== undefined) run(command, studio);
}

/** Run the command whose keys these are; true where there was one. */
export function press(event: KeyboardEvent, studio: Studio): boolean {
  const element = event.target instanceof Element ? event.target : null;
  const region = element?.closest<HTMLElement>("[data-region]")?.dataset["region"];
  const typing = isTyping(event.target);
  const place = at(studio);
  // Nobody sees then what a command does.
  if (place.screen.isPresenting) return false;
  // A letter may be meant for a field that is not in focus.
  if (region === undefined && isLetter(event)) return false;
  const meant = COMMANDS.filter(
    (command) =>
      command.isNative !== true &&
      command.keys?.some((keys) => isPressed(event, keys)) &&
      isIn(command.region ?? "anywhere", region) &&
      (!typing || command.isForTyping === true) &&
      (command.when?.(place) ?? true),
  );
  const found = meant.find((command) => isAllowed(command, place));
  if (found === undefined) {
    // Tab and Escape lead on where there is nothing else to do by them.
    if (meant.length > 0 && place.document.isLoaded && event.key !== "Tab")
      place.say(texts.notAllowed[place.document.right]);
    return false;
  }
  event.preventDefault();
  if (!event.repeat || found.isOnce !== true) run(found, studio);
  return true;
}

function isIn(region: Region, here: string | undefined): boolean {
  return region === "anywhere" || region === here;
}
