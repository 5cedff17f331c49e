/** Everything that can be done by its name: what keys can do, takes of scenes, and sheets. */

import { gettext, interpolate } from "../../i18n.js";
import { combosOf } from "../keys/bindings.js";
import { deedWords, pinnable, STANDING } from "../keys/deeds.js";
import { actionOf } from "../keys.js";
import { capOf } from "../state/surface.js";

/**
 * All of them as `[{id, words, key, run}]`, `sheets` behind what reaches the programme. `act(action)` does what a key
 * would; `there` says whether there are `files` and `documents` under the hand. Pure but for what `run` does.
 */
export function deedsOf(view, { sheets, act, there = {} }) {
  const inHand = (deed) => view[HAND_OF[deed.do] ?? "live"] && there[deed.group] !== false;
  return [...ofTheDesk(view.show, act).filter(inHand), ...sheets.map((sheet) => ({ key: "", ...sheet }))];
}

/** In whose hand a deed is, where that is not the director's. */
const HAND_OF = { mute: "mixes", captions_show: "corrects", captions_clear: "corrects" };

function ofTheDesk(show, act) {
  const keys = show.surface?.keys ?? {};
  const standby = { id: "standby", words: gettext("Standby"), key: "F8", run: () => act({ do: "standby" }) };
  const keyed = [...STANDING, ...pinnable(show)].map((deed) => ({
    id: `${deed.do} ${deed.id}`.trim(),
    do: deed.do,
    group: deed.group,
    words: deedWords(deed, show),
    key: capOf(combosOf(keys, deed, show)[0] ?? ""),
    run: () => act(actionOf(deed)),
  }));
  const takes = show.scenes.map(({ id, name }) => ({
    id: `take ${id}`,
    words: interpolate(gettext("Take %(name)s"), { name }),
    key: "",
    run: () => act({ do: "take", id }),
  }));
  return [...keyed, standby, ...takes];
}
