/** Which key does what: the show's own keys over the usual ones, and what an edit of them comes to. Pure. */

import { numberOf } from "../state/surface.js";
import { usualAt, usualOf } from "./deeds.js";

const same = (one, other) => one.do === other.do && (one.id ?? "") === (other.id ?? "");

/** What a combination does now, as `{do, id}`; null where it does nothing. `scenes` have numbers by their place. */
export function heldBy(keys, combo, { scenes = [] } = {}) {
  const own = keys[combo];
  if (own) return own.do === "none" ? null : { id: "", ...own };
  const usual = usualAt(combo);
  if (usual) return { do: usual, id: "" };
  const at = scenes.findIndex((scene, place) => `Digit${numberOf(keys, scene, place)}` === combo);
  return at < 0 ? null : { do: "scene", id: scenes[at].id };
}

/** All combinations that do something: those of the show, then the usual ones that are left. */
export function combosOf(keys, deed, { scenes = [] } = {}) {
  const own = Object.keys(keys).filter((combo) => same(keys[combo], deed));
  const left = usualOf(deed).filter((combo) => !keys[combo]);
  const at = deed.do === "scene" ? scenes.findIndex(({ id }) => id === deed.id) : -1;
  const number = at < 0 || own.length ? "" : numberOf(keys, scenes[at], at);
  return [...own, ...left, ...(number ? [`Digit${number}`] : [])].sort((a, b) => a.length - b.length);
}

/** What else would lose a combination to a deed: `{do, id, takes}`, or null. Shift takes what a key lines up. */
export function losesTo(deed, keys, combo, show) {
  const held = heldBy(keys, combo, show);
  if (held) return same(held, deed) ? null : { ...held, takes: false };
  if (keys[combo] || !combo.includes("Shift+")) return null;
  const plain = heldBy(keys, combo.replace("Shift+", ""), show);
  return plain && ["scene", "source"].includes(plain.do) ? { ...plain, takes: true } : null;
}

/** Whether a deed's keys are others than usual. Scenes have their numbers, and those are as usual as others. */
export function isChanged(keys, deed) {
  if (deed.do === "scene") return false;
  const now = combosOf(keys, deed);
  return now.join(" ") !== [...usualOf(deed)].sort((a, b) => a.length - b.length).join(" ");
}

/** The merge patch of keys that gives a deed this combination and no other; "" gives it none. */
export function given(keys, { do: name, id = "" }, combo) {
  const deed = { do: name, id };
  const usual = usualOf(deed);
  const own = Object.keys(keys).filter((one) => same(keys[one], deed));
  const patch = Object.fromEntries(own.map((one) => [one, null]));
  for (const one of usual) if (!keys[one] || own.includes(one)) patch[one] = { do: "none", id: "" };
  if (combo) patch[combo] = usual.includes(combo) ? null : deed;
  return patch;
}

/** The merge patch that gives a deed its usual keys back, whoever has them now. */
export function asUsual(keys, deed) {
  const own = Object.keys(keys).filter((one) => same(keys[one], deed));
  return Object.fromEntries([...own, ...usualOf(deed).filter((one) => keys[one])].map((one) => [one, null]));
}

/** The merge patch after which all keys are the usual ones. Scenes keep their numbers. */
export function allAsUsual(keys) {
  const away = Object.entries(keys).filter(([combo, { do: name }]) => name !== "scene" || !/^Digit\d$/.test(combo));
  return Object.fromEntries(away.map(([combo]) => [combo, null]));
}
