/** A map on the screen: its picture, and all that hands and keys do with it. */

import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import "../styles/canvas.css";
import { Badges } from "../comments/Badges";
import { Others } from "../people/Others";
import { useSeen } from "../people/useSeen";
import type { Picture } from "../room/document";
import { useDocument, useMay, useScreen, useSelection, useStudio } from "../studio/studio";
import { texts } from "../texts/canvas";
import { Asked } from "./Asked";
import { invitationAt } from "./beginning";
import { Controls } from "./Controls";
import { Editor } from "./Editor";
import { isBare, typingFrom } from "./fields";
import { middleOf } from "./geometry";
import { useGestures } from "./gestures";
import { hasSteps } from "./here";
import { Invitation, WORDS } from "./Invitation";
import { MapMenu } from "./MapMenu";
import { MapTip } from "./MapTip";
import { Minimap } from "./Minimap";
import { entryId, Outline } from "./Outline";
import { Overlay } from "./Overlay";
import { Parts } from "./Parts";
import { PutTo } from "./PutTo";
import { matching, SearchField } from "./SearchField";
import { SendBack } from "./SendBack";
import { useClipboard } from "./useClipboard";
import { usePicture } from "./usePicture";
import { useSurface } from "./useSurface";
import { activate, activeViewport, forget, Viewport } from "./viewport";
import { isProposal, keyOf, partAt, rectOf } from "./walk";

export function Canvas({ view }: { view: string }): ReactNode {
  const picture = useDocument((document) => document.pictures.get(view) ?? null);
  const viewport = useMemo(() => new Viewport(view), [view]);
  useEffect(() => {
    activate(viewport);
    return () => forget(viewport);
  }, [viewport]);
  return (
    <section className="canvas" data-view={view} aria-label={picture?.title ?? view}>
      {picture === null ? (
        <p className="canvas-empty">{texts.drawing}</p>
      ) : (
        <Drawn picture={picture} viewport={viewport} />
      )}
    </section>
  );
}

function Drawn({ picture, viewport }: { picture: Picture; viewport: Viewport }): ReactNode {
  const view = useDocument((document) => document.views.find((one) => one.name === picture.view) ?? null);
  const isBareMap = useDocument((document) => isBare(document.values, view?.section ?? ""));
  const ground = useRef<HTMLDivElement>(null);
  const search = useScreen((screen) => screen.search);
  const isFirst = useScreen((screen) => screen.views[0] === picture.view);
  const matches = useMemo(() => matching(picture, search), [picture, search]);
  const focus = useCallback((): void => {
    ground.current?.focus({ preventScroll: true });
    // A caret that is left behind is looked for in the whole picture, frame by frame.
    window.getSelection()?.removeAllRanges();
  }, []);
  const canEdit = useMay("edit") && view?.kind === "map";
  const isTyping = useScreen((screen) => screen.typing !== null);
  const isInviting = !isTyping && canEdit && isBareMap && picture.parts.has(WORDS);
  return (
    <>
      <Ground
        ground={ground}
        picture={picture}
        viewport={viewport}
        matches={matches}
        section={view?.section ?? ""}
        title={texts.mapName(picture.title, view?.title ?? picture.view)}
        canEdit={canEdit}
        onFocus={focus}
      />
      {isInviting && <Invitation picture={picture} viewport={viewport} />}
      <TypedHere ground={ground} picture={picture} viewport={viewport} onClose={focus} />
      {search !== null && isFirst && <SearchField matches={matches ?? []} onClose={focus} />}
      {isFirst && <SendBack onClose={focus} />}
      <PutTo picture={picture} viewport={viewport} onClose={focus} />
      {view?.kind === "asked" ? <Asked picture={picture} /> : <Status isSettled={picture.isSettled} />}
      <Minimap picture={picture} viewport={viewport} />
      <Controls viewport={viewport} />
    </>
  );
}

interface GroundProps {
  readonly ground: { current: HTMLDivElement | null };
  readonly picture: Picture;
  readonly viewport: Viewport;
  readonly matches: readonly string[] | null;
  readonly section: string;
  readonly title: string;
  readonly canEdit: boolean;
  readonly onFocus: () => void;
}

function Ground({ ground, picture, viewport, matches, section, title, canEdit, onFocus }: GroundProps): ReactNode {
  const { room, screen } = useStudio();
  const values = useDocument((document) => document.values);
  // What is heard may come a moment after what is seen.
  const heard = useDeferredValue(picture);
  const heardValues = useDeferredValue(values);
  const selection = useSelection();
  const world = useRef<HTMLDivElement>(null);
  /** what a finger rests on: after a while the menu opens for it */
  const touched = useRef<EventTarget | null>(null);
  const isHeld = useRef(false);
  const [hovered, setHovered] = useState<string | null>(null);
  const active = selection.at(-1) ?? null;
  const surface = useSurface(picture, section, canEdit);
  const gesture = useGestures(ground, viewport, surface);
  const isTyping = useScreen((now) => now.typing !== null);
  const isWalking = useWalking(ground, active);
  const walkedTo = active === null || !isWalking ? null : (partAt(picture, active)?.id ?? null);
  usePicture(ground, world, viewport, picture, active);
  useClipboard(ground);
  useSeen(ground, viewport);
  const pressed = (event: KeyboardEvent): void => {
    if (event.target !== ground.current) return;
    if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey))
      openMenu(event, viewport, picture, active);
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || !canEdit) return;
    const part = active === null ? null : partAt(picture, active);
    if (active !== null && part !== null && (invitationAt(picture, active) !== null || isProposal(part))) return;
    const typing = typingFrom(room.getDocument().values, hasSteps(section) ? section : "", active, event.key);
    if (typing === null) return;
    event.preventDefault();
    screen.set({ typing });
  };
  const chooseUnder = (target: EventTarget): void => {
    const path = keyUnder(picture, partUnder(target)) ?? "";
    if (path === "") screen.set({ selection: [] });
    else if (!selection.includes(path)) screen.set({ selection: [path] });
  };
  const isThere = active !== null && partAt(picture, active) !== null;
  return (
    <MapMenu
      onOpen={() => {
        if (touched.current === null) return;
        chooseUnder(touched.current);
        touched.current = null;
        isHeld.current = true;
      }}
      onClose={onFocus}
    >
      <div
        ref={ground}
        className="canvas-ground"
        data-region="map"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys walk over the map
        tabIndex={0}
        aria-label={title}
        aria-roledescription={texts.map}
        aria-activedescendant={isThere ? entryId(picture.view, active) : undefined}
        onFocus={() => activate(viewport)}
        onPointerDown={(event) => {
          activate(viewport);
          onFocus();
          touched.current = event.pointerType === "mouse" ? null : event.target;
        }}
        onTouchEnd={(event) => {
          // The menu that a resting finger opened would be closed by the click that follows.
          if (isHeld.current) event.preventDefault();
          isHeld.current = false;
        }}
        onPointerOver={(event) => setHovered(partUnder(event.target))}
        onPointerLeave={() => setHovered(null)}
        // Where a key asks for the menu, it is about what is chosen.
        onContextMenu={(event) => event.isTrusted && chooseUnder(event.target)}
        onKeyDown={pressed}
      >
        <div ref={world} className="world">
          <Parts picture={picture} matches={matches} canEdit={canEdit} />
          <Overlay
            picture={picture}
            selection={selection}
            hovered={keyUnder(picture, hovered)}
            gesture={gesture}
            canEdit={canEdit}
          />
          <Others picture={picture} viewport={viewport} />
          <Badges picture={picture} viewport={viewport} />
        </div>
        <Outline
          view={picture.view}
          picture={heard}
          values={heardValues}
          section={section}
          active={active}
          onTake={surface.onEdit}
        />
        <MapTip
          picture={picture}
          part={isTyping || gesture.kind !== "none" ? null : (walkedTo ?? hovered)}
          isAside={walkedTo !== null}
          viewport={viewport}
        />
      </div>
    </MapMenu>
  );
}

/** Whether the keyboard has walked to what is chosen. */
function useWalking(ground: { readonly current: HTMLElement | null }, active: string | null): boolean {
  const [walked, setWalked] = useState<string | null>(null);
  const lastKey = useRef("");
  useEffect(() => {
    const element = ground.current;
    const note = (event: Event): void => {
      lastKey.current = event instanceof window.KeyboardEvent ? event.key : "";
      if (lastKey.current === "") setWalked(null);
    };
    for (const name of ["keydown", "pointerdown"]) element?.addEventListener(name, note);
    return () => {
      for (const name of ["keydown", "pointerdown"]) element?.removeEventListener(name, note);
    };
  }, [ground]);
  useEffect(() => setWalked(/^(Arrow|Home|End)/.test(lastKey.current) ? active : null), [active]);
  return walked !== null && walked === active;
}

/** The editor, in the canvas that the typing started in. */
function TypedHere({
  ground,
  picture,
  viewport,
  onClose,
}: {
  ground: { current: HTMLDivElement | null };
  picture: Picture;
  viewport: Viewport;
  onClose: () => void;
}): ReactNode {
  const typing = useScreen((screen) => screen.typing);
  const isElsewhere = useRef(false);
  if (typing === null) {
    isElsewhere.current = false;
    return null;
  }
  const region = document.activeElement?.closest("[data-region]");
  if (region !== null && region !== undefined && region !== ground.current) isElsewhere.current = true;
  if (isElsewhere.current || activeViewport() !== viewport) return null;
  return <Editor key={typing.path} typing={typing} picture={picture} viewport={viewport} onClose={onClose} />;
}

function Status({ isSettled }: { isSettled: boolean }): ReactNode {
  const isRunning = useDocument((document) => document.figures?.is_running ?? false);
  return (
    <p className="canvas-status" role="status">
      {(isRunning || !isSettled) && texts.working}
    </p>
  );
}

function partUnder(target: EventTarget): string | null {
  return target instanceof Element ? (target.closest<SVGGElement>("[data-part]")?.dataset["part"] ?? null) : null;
}

/** What is chosen where the part of this id is clicked; null where nothing is. */
function keyUnder(picture: Picture, id: string | null): string | null {
  const part = id === null ? undefined : picture.parts.get(id);
  return part === undefined ? null : keyOf(part);
}

/** The menu key opens the menu where the keyboard is. */
function openMenu(event: KeyboardEvent, viewport: Viewport, picture: Picture, active: string | null): void {
  const ground = event.currentTarget;
  const box = ground.getBoundingClientRect();
  const at =
    active === null ? { x: box.width / 2, y: box.height / 2 } : middleOf(viewport.onScreen(rectOf(picture, active)));
  event.preventDefault();
  ground.dispatchEvent(
    new MouseEvent("contextmenu", {
      bubbles: true,
      cancelable: true,
      clientX: box.left + at.x,
      clientY: box.top + at.y,
    }),
  );
}
