/** What was edited while it is on air waits for a take: said beside program, and taken with one press. */

import { attr, h, text } from "../widgets/h.js";
import { nameOf } from "../state/tally.js";
import { secondsText } from "../state/time.js";

/** What stands beside program: `words`, and whether `take` can be pressed. Pure. */
export function changesOf({ desk, show, live, mode }) {
  if (mode !== "air" || !desk.changes_waiting) return { words: "", take: false };
  const there = desk.program === "black" || [...show.scenes, ...show.sources].some(({ id }) => id === desk.program);
  if (!there) return { words: live ? "Deleted; take another" : "Deleted, still on air", take: false };
  return { words: live ? "" : "Changes wait", take: live && !desk.running && !desk.starting };
}

/** The take of what is on program, with the director's chosen transition, or as a cut. Pure. */
export function takeOfChanges(desk, cut) {
  return { scene: desk.program, ...(cut ? {} : { transition: { kind: desk.transition.kind } }) };
}

export function changesButton({ view, ask }) {
  const take = ({ shiftKey }) => ask("take", takeOfChanges(view.value.desk, shiftKey));
  const words = h("span.changes-words", { title: "What is on air stays as it is until the next take" });
  const button = h("button.button.small.changes-take", { type: "button", hidden: true, onclick: take }, "Take changes");
  view.watch(
    ({ desk, show, live, mode }) => [desk, show, live, mode],
    () => {
      const { desk, show } = view.value;
      const now = changesOf(view.value);
      button.hidden = !now.take;
      text(words, now.words);
      words.hidden = !now.words;
      const { kind } = desk.transition;
      attr(
        button,
        "title",
        `Put what was saved of ${nameOf(desk.program, show)} on air: ` +
          `${kind}, ${secondsText(desk.durations[kind] ?? 0)} (with Shift: a cut)`,
      );
    },
  );
  return [words, button];
}
