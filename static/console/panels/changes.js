/** What was edited while it is on air waits for a take: said beside program, and taken with one press. */

import { gettext, interpolate } from "../../i18n.js";
import { attr, h, text } from "../widgets/h.js";
import { kindOf } from "../state/facts.js";
import { nameOf } from "../state/tally.js";
import { secondsText } from "../state/time.js";

/** What stands beside program: `words`, and whether `take` can be pressed. Pure. */
export function changesOf({ desk, show, live, mode }) {
  if (mode !== "air" || !desk.changes_waiting) return { words: "", take: false };
  if (Object.hasOwn(desk.inline ?? {}, desk.program))
    return { words: live ? "" : gettext("Changes wait"), take: false };
  const there = desk.program === "black" || [...show.scenes, ...show.sources].some(({ id }) => id === desk.program);
  if (!there) return { words: live ? gettext("Deleted; take another") : gettext("Deleted, still on air"), take: false };
  return { words: live ? "" : gettext("Changes wait"), take: live && !desk.running && !desk.starting };
}

/** The take of what is on program, with the director's chosen transition, or as a cut. Pure. */
export function takeOfChanges(desk, cut) {
  return { scene: desk.program, ...(cut ? {} : { transition: { kind: desk.transition.kind } }) };
}

function takeWords({ program, transition: { kind }, durations }, show) {
  const values = {
    name: nameOf(program, show),
    transition: gettext(kindOf("transitions", kind)?.label ?? kind),
    duration: secondsText(durations[kind] ?? 0),
  };
  return interpolate(
    gettext("Put what was saved of %(name)s on air: %(transition)s, %(duration)s (with Shift: a cut)"),
    values,
  );
}

export function changesButton({ view, ask }) {
  const take = ({ shiftKey }) => ask("take", takeOfChanges(view.value.desk, shiftKey));
  const words = h("span.changes-words", { title: gettext("What is on air stays as it is until the next take") });
  const props = { type: "button", hidden: true, onclick: take };
  const button = h("button.button.small.changes-take", props, gettext("Take changes"));
  view.watch(
    ({ desk, show, live, mode }) => [desk, show, live, mode],
    () => {
      const { desk, show } = view.value;
      const now = changesOf(view.value);
      button.hidden = !now.take;
      text(words, now.words);
      words.hidden = !now.words;
      attr(button, "title", takeWords(desk, show));
    },
  );
  return [words, button];
}
