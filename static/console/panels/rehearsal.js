/** Rehearsing: beside Start the way in, and while it lasts, in amber, the way on air. */

import { gettext } from "../../i18n.js";
import { h } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";

/** Whether what runs is a rehearsal: the mixer knows it first, without it the database. Pure. */
export const isRehearsal = ({ link, rehearsing, air }) => Boolean(link === "up" ? rehearsing : air?.rehearsing);

/** `elements` for the bar, `show(view)` as things stand; `start(path, words, body)` asks for a start. */
export function rehearsalParts({ ask }, start) {
  const words = gettext("Starting the rehearsal…");
  const begin = h(
    "button.button.rehearse",
    {
      type: "button",
      title: gettext("Run everything with the ways out closed: no web player, no recording, no relay"),
      onclick: () => start("start", words, { rehearse: true }),
    },
    gettext("Rehearse"),
  );
  const title = gettext("Hold for a second to open the ways out: what is on program is on air from then on");
  const open = holdable(
    h(
      "button.button.primary.go-on-air",
      { type: "button", title },
      h("span.ring"),
      h("span.hold-long", {}, gettext("Hold to go on air")),
      h("span.hold-short", { "aria-hidden": "true" }, gettext("Go on air")),
    ),
    () => ask("go_on_air"),
  );
  const show = ({ mode, rights, live, rehearsing }) => {
    begin.hidden = mode !== "off";
    begin.disabled = !rights.includes("operate");
    open.hidden = !rehearsing || !["air", "lost", "starting"].includes(mode);
    open.disabled = !live;
  };
  return { elements: [begin, open], show };
}

/** What the bar says of the air. Pure. */
export function airWords(mode, rehearsing) {
  if (rehearsing && mode === "air") return gettext("Rehearsal");
  if (rehearsing && mode === "lost") return gettext("Rehearsal?");
  const words = {
    air: gettext("On air"),
    lost: gettext("On air?"),
    starting: gettext("Starting"),
    off: gettext("Off air"),
    offline: gettext("No link"),
  };
  return words[mode];
}
