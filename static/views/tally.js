/** Tally for one source on a phone: the whole page says it, in colour and in words; without a connection it is grey. */

import { gettext } from "../i18n.js";
import { attr, h, text } from "../console/widgets/h.js";
import { canShake, keepAwake, kept, shake } from "./device.js";
import { mountHead } from "./head.js";
import { programWord, tallyWord } from "./state.js";

const WORDS = {
  air: programWord,
  preview: () => gettext("Preview"),
  off: () => gettext("Off"),
  closed: () => gettext("Off air"),
  unknown: () => gettext("No connection"),
};
const SHAKES = { air: [400], preview: [120, 80, 120], off: [80], unknown: [60, 60, 60, 60, 60] };

export function mountTally(stage, head, app) {
  const wanted = kept("shake", "off");
  const hand = shakeSwitch(wanted);
  mountHead(head, app, canShake() ? [hand] : []);
  const word = h("p.tally-word", { role: "status", "aria-live": "assertive" });
  const name = h("p.tally-name", {});
  const note = h("p.tally-note", {});
  const asleep = h("p.tally-note.tally-asleep", { hidden: true });
  text(asleep, gettext("This device may switch its screen off: set it to stay on."));
  stage.replaceChildren(name, word, note, asleep);
  keepAwake((awake) => (asleep.hidden = awake));
  let before = null;
  app.view.watch(
    ({ mode, lamps, show, desk, why, rehearsing }) => [mode, lamps, show, desk, why, rehearsing],
    () => {
      const { show, desk, why, rehearsing } = app.view.value;
      const source = show.sources[0];
      const now = tallyWord(app.view.value, source?.id).word;
      attr(document.body, "data-tally", now);
      const said = WORDS[now](app.view.value);
      text(word, said);
      text(name, source?.name ?? "");
      text(note, why === said ? "" : why || noteOf(desk, rehearsing));
      if (before !== null && before !== now && wanted.get() === "on") shake(SHAKES[now] ?? [80]);
      before = now;
    },
  );
}

const noteOf = (desk, rehearsing) =>
  rehearsing ? gettext("Rehearsal") : desk?.ftb?.on ? gettext("Faded to black") : "";

function shakeSwitch(wanted) {
  const button = h("button.button.quiet", { type: "button" }, gettext("Vibrate on change"));
  const show = () => attr(button, "aria-pressed", wanted.get() === "on");
  button.addEventListener("click", () => {
    wanted.set(wanted.get() === "on" ? "off" : "on");
    if (wanted.get() === "on") shake([120]);
    show();
  });
  show();
  return button;
}
