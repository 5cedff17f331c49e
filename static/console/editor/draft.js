/**
 * A scene with its layout in one hand, and what can be done to it. Pure. A draft is
 * `{name, background, overlays: [id], sound: {source: parts}, layout: id, slots: [the layout's, bottom to top],
 * sources: {slot: source}}`, and `own` where a layout that other scenes stand on is to be left to them.
 */

import { refill } from "../scenes/templates.js";
import { spoken } from "./scene_sound.js";

const NONE = { left: 0, top: 0, right: 0, bottom: 0 };
export const MOST_SLOTS = 16;

/** A slot with all that the show file says of it. */
export function whole(slot) {
  return {
    fit: "contain",
    opacity: 1,
    radius: 0,
    ...slot,
    rect: { x: 0, y: 0, w: 1, h: 1, anchor: "top-left", ...slot.rect },
    crop: { ...NONE, ...slot.crop },
    border: { width: 0, color: "#ffffff", ...slot.border },
  };
}

export function draftOf(scene, layout) {
  return {
    name: scene.name,
    background: scene.background ?? "#000000",
    overlays: [...(scene.overlays ?? [])],
    sound: spoken(scene.sound),
    layout: scene.layout,
    slots: layout.slots.map(whole),
    sources: { ...scene.slots },
  };
}

/** A draft of what is stored under this id, or null where the scene is gone. */
export function storedIn(show, id) {
  const scene = show.scenes.find((one) => one.id === id);
  const layout = scene && show.layouts.find((one) => one.id === scene.layout);
  return layout ? draftOf(scene, layout) : null;
}

const sorted = (value) =>
  Array.isArray(value)
    ? value.map(sorted)
    : value && typeof value === "object"
      ? Object.fromEntries(
          Object.entries(value)
            .sort()
            .map(([key, one]) => [key, sorted(one)]),
        )
      : value;

export const alike = (one, other) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

/** What of a draft is to be stored so that `base` becomes it, as `arrange` takes it; null for nothing. */
export function changesOf(draft, base) {
  const changed = ["name", "background", "overlays", "sound", "layout", "sources"].filter(
    (name) => !alike(draft[name], base[name]),
  );
  const body = Object.fromEntries(changed.map((name) => [name, draft[name]]));
  if (draft.own) Object.assign(body, { own: true });
  if (draft.own || (!alike(draft.slots, base.slots) && !body.layout)) body.slots = draft.slots.map(short);
  if (body.slots || body.layout) body.sources = draft.sources;
  return Object.keys(body).length ? body : null;
}

/** A radius of nothing is not said: so is every slot of before there was one. */
function short({ radius, ...slot }) {
  return radius ? { ...slot, radius } : slot;
}

export function withSlot(draft, name, changes) {
  return { ...draft, slots: draft.slots.map((slot) => (slot.name === name ? { ...slot, ...changes } : slot)) };
}

export function withSource(draft, name, source) {
  const { [name]: _, ...rest } = draft.sources;
  return { ...draft, sources: source ? { ...rest, [name]: source } : rest };
}

/** The slot at another place in the order, counted from the bottom. */
export function restacked(draft, name, at) {
  const slot = draft.slots.find((one) => one.name === name);
  const rest = draft.slots.filter((one) => one !== slot);
  rest.splice(Math.max(0, Math.min(rest.length, at)), 0, slot);
  return { ...draft, slots: rest };
}

/** A place more, on top: where the last one lies, a little further down, and with a source that is in none yet. */
export function withPlace(draft, sources) {
  const names = new Set(draft.slots.map(({ name }) => name));
  const number = [...Array(MOST_SLOTS + 1).keys()].find((at) => !names.has(`place-${at + 1}`)) + 1;
  const last = draft.slots.at(-1)?.rect;
  const below = last && last.w < 0.6 && last.y + last.h < 0.9 ? 0.04 : 0;
  const rect = below
    ? { ...last, x: last.x + below, y: last.y + below }
    : { x: 0.6, y: 0.55, w: 0.35, h: 0.35, anchor: "top-left" };
  const used = new Set(Object.values(draft.sources));
  const source = sources.find(({ id }) => !used.has(id))?.id;
  const slot = whole({ name: `place-${number}`, fit: "cover", rect });
  const placed = { ...draft, slots: [...draft.slots, slot] };
  return { draft: source ? withSource(placed, slot.name, source) : placed, name: slot.name };
}

export function withoutPlace(draft, name) {
  const less = withSource(draft, name, null);
  return { ...less, slots: less.slots.filter((slot) => slot.name !== name) };
}

/** On another layout, or with the places of a template as its own: sources keep theirs by name, then in order. */
export function onLayout(draft, layout) {
  const sources = refill(draft.sources, draft, layout);
  const chosen = layout.id ? { layout: layout.id, own: undefined } : { own: true };
  return { ...draft, ...chosen, slots: layout.slots.map(whole), sources };
}

/** The other scenes that stand on a scene's layout. */
export function sharing(show, scene) {
  const layout = show.scenes.find(({ id }) => id === scene)?.layout;
  return show.scenes.filter((one) => one.layout === layout && one.id !== scene);
}
