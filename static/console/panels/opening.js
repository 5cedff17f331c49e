/** A show begins with its start picture, until its first scene has pictures: which one, and what is missing still. */

import { nameOf, sourcesOn } from "../state/tally.js";
import { worry } from "../state/words.js";

/** What the program monitor says meanwhile; empty when the show has begun. Pure. */
export function openingWords({ desk, show, status, mode }) {
  if (mode !== "air" || !desk.starting) return "";
  const first = show.start?.scene || [...show.scenes, ...show.sources][0]?.id;
  if (!first) return "Start picture. Take a scene to begin.";
  const missing = [...sourcesOn(first, show)]
    .filter((id) => worry(status?.sources?.[id]?.state) !== "ok")
    .map((id) => nameOf(id, show));
  const why = missing.length ? `waits for ${listed(missing)}` : "comes now";
  return `Start picture. ${nameOf(first, show)} ${why}${missing.length ? "; after 5 s it comes without" : ""}.`;
}

function listed(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
