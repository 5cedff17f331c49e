/** What a graphic says of itself: a shipped one in the facts, an uploaded one in its overlay's content. */

import { gettext, interpolate, pgettext } from "../../i18n.js";
import { facts, kindOf } from "../state/facts.js";

const read = new Map();

/** The description, with its forms; null for an overlay that is no graphic, or says nothing. */
export function describedOf(content, known = facts) {
  if (content?.kind !== "graphic") return null;
  if (!content.about) return kindOf("overlays", "graphic", known)?.graphics?.[content.graphic] ?? null;
  if (!read.has(content.about)) {
    if (read.size > 100) read.clear();
    read.set(content.about, parsed(content.about));
  }
  return read.get(content.about);
}

function parsed(about) {
  try {
    return JSON.parse(about);
  } catch {
    return null;
  }
}

/** How far a graphic is: "Step 2 of 3"; nothing where it has one. */
export function stepWords({ steps }, { on, step = 0 }) {
  if (!on || steps === 0 || steps === 1) return "";
  const words = steps < 0 ? gettext("Step %(number)s") : gettext("Step %(number)s of %(count)s");
  return interpolate(words, { number: step + 1, count: steps });
}

/** What may be pressed, as [action, words]: its steps, then its own. */
export function actionsOf({ steps, actions }, { on, step = 0 }) {
  const last = steps > 0 && step + 1 >= steps;
  return [
    ["play", on ? gettext("Play again") : pgettext("graphic", "Play"), true],
    ...(steps > 1 || steps < 0 ? [["next", pgettext("graphic", "Next"), on && !last]] : []),
    ["stop", pgettext("graphic", "Out"), on],
    ...actions.map(({ id, name }) => [id, gettext(name), true]),
  ];
}
