/** One line across the page when something stands between the director and the mixer. */

import { gettext } from "../../i18n.js";
import { text } from "../widgets/h.js";

const WORDS = {
  offline: [
    "bad",
    gettext(
      "Not connected to the server. The programme goes on without this page; controls come back with the connection.",
    ),
  ],
  lost: [
    "bad",
    gettext("The mixer does not answer. Controls come back by themselves; what viewers see may still be running."),
  ],
  starting: ["wait", gettext("Going on air… the first pictures take a few seconds.")],
};

const ROLE_WORDS = {
  viewer: gettext("You are watching: your account cannot change this show."),
  captions: gettext("You look after the captions: they are yours to correct, the air is the director's."),
  sound: gettext("You mix the sound: faders, mutes and processing are yours, the air is the director's."),
  producer: gettext("You prepare: scenes and sources are yours to change, the air is the director's."),
};

export function mountBanner(root, { view }) {
  view.watch(
    ({ mode, known, role, why, silent }) => [mode, known, role, why, silent],
    (mode, known, role, why, silent) => {
      const [level, words] = why && mode === "offline" ? ["bad", why] : lineFor(mode, known, role, silent);
      root.hidden = !words;
      root.dataset.level = level;
      text(root, words);
    },
  );
}

function lineFor(mode, known, role, silent) {
  if (silent)
    return ["bad", gettext("Not connected: no word from the mixer for two seconds. What is pressed now is not sent.")];
  if (mode === "offline" && !known) return ["wait", gettext("Connecting…")];
  if (WORDS[mode]) return WORDS[mode];
  return ["wait", ROLE_WORDS[role] ?? ""];
}
