/** Who is here and who took what, in words. Pure. */

import { gettext, interpolate } from "../../i18n.js";
import { nameOf } from "../state/tally.js";

const ROLES = {
  director: () => gettext("directs"),
  producer: () => gettext("prepares"),
  sound: () => gettext("mixes the sound"),
  captions: () => gettext("corrects captions"),
  viewer: () => gettext("looks"),
};

/** Everybody at the show, with what they may do; from a server that tells only names, those who direct. */
export function everybody({ people, operators }) {
  const known = people.length ? people : operators.map((one) => ({ name: one.name ?? one, role: "director" }));
  return known.map(({ name, role }) => ({ id: name, name, words: ROLES[role]?.() ?? role }));
}

const TOOK = {
  cut: () => gettext("cut to %(scene)s"),
  auto: () => gettext("took %(scene)s"),
  take: () => gettext("took %(scene)s"),
};

/** What a take did: `cut to Stage`. */
export function takeWords({ verb, scene }, show) {
  if (verb === "standby") return gettext("put the standby on air");
  if (verb === "ftb") return gettext("faded to black, or back");
  return interpolate(TOOK[verb]?.() ?? verb, { scene: scene ? nameOf(scene, show) : gettext("the next scene") });
}

/** Two letters for a name. */
export function initials(name) {
  const words = String(name)
    .replace(/\(.*\)/, "")
    .split(/[\s._@-]+/)
    .filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => word[0].toUpperCase())
    .join("");
}
