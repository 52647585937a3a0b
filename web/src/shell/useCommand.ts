import type { Command } from "../commands/command";
import { at, COMMANDS, isPossible, run } from "../commands/registry";
import { useDocument, useScreen, useStudio } from "../studio/studio";

export interface CommandNow {
  readonly command: Command;
  readonly isPossible: boolean;
  readonly isOn: boolean | undefined;
  readonly run: () => void;
}

/** A command as it stands now; null where there is none of this name. */
export function useCommand(id: string): CommandNow | null {
  const studio = useStudio();
  const command = COMMANDS.find((one) => one.id === id);
  const can = (): boolean => command !== undefined && isPossible(command, at(studio));
  const on = (): boolean | undefined => command?.isOn?.(at(studio));
  // Both the atlas and the screen decide; either may have changed last.
  useDocument(can);
  useDocument(on);
  useScreen(can);
  useScreen(on);
  return command === undefined ? null : { command, isPossible: can(), isOn: on(), run: () => run(command, studio) };
}
