/** What gestures do to the atlas and to what is chosen. */

import { type Change, join, valueAt } from "../lib/path";
import { backFrom } from "../lib/shape";
import { moved, nameOf, newId, type StepAt, sentBack, stepPath, stepsIn } from "../lib/structure";
import { isTree } from "../lib/tree";
import type { Picture } from "../room/document";
import { say } from "../studio/screen";
import { useDocument, useMay, useSelection, useStudio } from "../studio/studio";
import { texts } from "../texts/canvas";
import { texts as labels } from "../texts/commands";
import { texts as refusals } from "../texts/people";
import { begin, invitationAt, invitedTo } from "./beginning";
import { dropped, fieldsAt, zoneAt } from "./boards";
import { besideOf, type Drop, type Joined, pathsIn, stepBoxes } from "./dropping";
import { fieldAt, isBare, stepTyping } from "./fields";
import type { Surface } from "./gestures";
import { chosenAmong, hasSteps } from "./here";
import { isOffer, takeOffer } from "./offers";
import { isProposal, partAt } from "./walk";

/** How many steps are named that work can go back to instead. */
const MOST_OFFERED = 3;

export function useSurface(picture: Picture, section: string, canEdit: boolean): Surface {
  const { room, screen } = useStudio();
  const tree = useDocument((document) => document.values);
  const selection = useSelection();
  const mayEdit = useMay("edit");
  const make = (changes: readonly Change[], label: string, isLetGo: boolean): void => {
    if (isLetGo) room.edit(changes, label);
    else if (changes.length > 0) room.foresee([changes]);
  };
  const drop = (step: StepAt, to: Drop, isLetGo: boolean): void => {
    const path = stepPath(step);
    const ids = selection.includes(path) ? chosenAmong(selection, step.section) : [step.id];
    make(moved(tree, step.section, ids, to.beside, to.side), labels.moveSteps, isLetGo);
  };
  const joinTo = (step: StepAt, to: Joined): void => {
    if (to.kind === "not-earlier") say(screen, texts.onlyEarlier);
    else if (to.kind === "parallel") screen.set({ typing: stepTyping(step.section, step.id, "parallel") });
    else {
      const steps = stepsIn(tree, step.section);
      const allowed = backFrom(steps, step.id);
      if (!allowed.includes(to.to)) {
        say(
          screen,
          texts.backInstead(allowed.slice(0, MOST_OFFERED).map((id) => nameOf(steps.get(id), id))),
          "warning",
        );
        return;
      }
      const link = newId("again", "again");
      room.edit(sentBack(step.section, step.id, to.to, link), labels.sendBack);
      screen.set({ selection: [join(step.section, "steps", step.id, "rework", link)] });
    }
  };
  return {
    picture,
    tree,
    selection,
    canEdit,
    onSelect: (paths, isMore) => screen.set({ selection: isMore ? toggled(selection, paths) : paths, typing: null }),
    onEdit: (path) => {
      if (!mayEdit) say(screen, refusals.notAllowed[room.getDocument().right]);
      const part = partAt(picture, path);
      if (part !== null && isOffer(part)) {
        if (canEdit) takeOffer({ room, say: (text, severity) => say(screen, text, severity) }, part);
        return;
      }
      if (part !== null && isProposal(part)) return;
      const field = canEdit && invitationAt(picture, path) === null ? fieldAt(tree, path) : null;
      if (field !== null && !isTree(valueAt(tree, field)))
        screen.set({ typing: { path: field, text: null }, selection: [path] });
    },
    onBox: (rect, isMore) => {
      const found = pathsIn(picture, rect);
      screen.set({ selection: isMore ? [...new Set([...selection, ...found])] : found });
    },
    onDrop: drop,
    onPut: (held, zone, at, by, isLetGo) => {
      const zones = picture.zones.filter((one) => one.records === zone.records);
      make(dropped(tree, zones, held, zone, at, by), labels.moveTo(zone.name), isLetGo);
    },
    onJoin: joinTo,
    onGroundEdit: (point) => {
      if (!canEdit) return;
      const zone = zoneAt(picture.zones, point);
      if (zone !== null) {
        void begin({ room, show: screen.set }, zone.records, { fields: fieldsAt(zone, point), at: point });
        return;
      }
      if (!hasSteps(section) || isBare(tree, section)) return;
      const beside = besideOf(stepBoxes(picture, tree, section), point);
      if (beside !== null) screen.set({ typing: stepTyping(section, beside.id, beside.side) });
    },
    onBegin: (path) => {
      const invitation = path === null ? null : invitationAt(picture, path);
      if (invitation !== null && canEdit)
        void begin({ room, show: screen.set }, invitation.path, invitedTo(picture, invitation));
      else if (canEdit && isBare(tree, section)) screen.set({ typing: stepTyping(section, "", "behind") });
    },
  };
}

function toggled(selection: readonly string[], paths: readonly string[]): string[] {
  const kept = selection.filter((path) => !paths.includes(path));
  return [...kept, ...paths.filter((path) => !selection.includes(path))];
}
