/** A show begins with its start picture, until its first scene has pictures: which one, and what is missing still. */

import { gettext, interpolate, listed } from "../../i18n.js";
import { nameOf, sourcesOn } from "../state/tally.js";
import { worry } from "../state/words.js";

/** What the program monitor says meanwhile; empty when the show has begun. Pure. */
export function openingWords({ desk, show, status, mode }) {
  if (mode !== "air" || !desk.starting) return "";
  const first = show.start?.scene || [...show.scenes, ...show.sources][0]?.id;
  if (!first) return gettext("Start picture. Take a scene to begin.");
  const missing = [...sourcesOn(first, show)]
    .filter((id) => worry(status?.sources?.[id]?.state) !== "ok")
    .map((id) => nameOf(id, show));
  const words = missing.length
    ? gettext("Start picture. %(scene)s waits for %(sources)s; after 5 s it comes without.")
    : gettext("Start picture. %(scene)s comes now.");
  return interpolate(words, { scene: nameOf(first, show), sources: listed(missing) });
}
