/** The room with its screen, at hand for every component. */

import { createContext, type ReactNode, useContext, useMemo } from "react";
import { isSameList, type Store, useSelected } from "../lib/store";
import { may, type Right } from "../people/rights";
import type { Whereabouts } from "../people/whereabouts";
import type { Link } from "../room/connection";
import type { Document } from "../room/document";
import type { Room } from "../room/room";
import type { Screen } from "./screen";

export interface Studio {
  readonly room: Room;
  readonly screen: Store<Screen>;
  readonly here: Whereabouts;
}

const Context = createContext<Studio | null>(null);

export function StudioProvider({ studio, children }: { studio: Studio; children: ReactNode }): ReactNode {
  return <Context value={studio}>{children}</Context>;
}

export function useStudio(): Studio {
  const studio = useContext(Context);
  if (studio === null) throw new Error("a component stands outside of its studio");
  return studio;
}

/** A part of the document. */
export function useDocument<Part>(
  select: (document: Document) => Part,
  isSame?: (one: Part, other: Part) => boolean,
): Part {
  const { room } = useStudio();
  return useSelected({ get: room.getDocument, subscribe: room.subscribe }, select, isSame);
}

/** A part of the document that is told again whenever somebody moves: who is here and where. */
export function usePeople<Part>(
  select: (document: Document) => Part,
  isSame?: (one: Part, other: Part) => boolean,
): Part {
  const { room } = useStudio();
  const source = useMemo(() => ({ get: room.getDocument, subscribe: room.watch }), [room]);
  return useSelected(source, select, isSame);
}

/** Whether this page may do what needs a right. */
export function useMay(needed: Right): boolean {
  return useDocument(({ right }) => may(right, needed));
}

/** A part of the screen. */
export function useScreen<Part>(select: (screen: Screen) => Part): Part {
  return useSelected(useStudio().screen, select);
}

export function useLink(): Link {
  const { room } = useStudio();
  return useSelected({ get: room.getLink, subscribe: room.subscribe }, (link) => link);
}

/** What is selected, last chosen last. */
export function useSelection(): readonly string[] {
  return useSelected(useStudio().screen, (screen) => screen.selection, isSameList);
}
