/** What is said, as it is said: the newest at the bottom, where it stays unless somebody scrolls up. */

import { gettext } from "../../i18n.js";
import { makeLine, showLine } from "./line.js";
import { settingsOf } from "./words.js";
import { h, List, text } from "../widgets/h.js";
import { fraction } from "../state/words.js";

const NEAR_PX = 32;

export function mountTranscript(root, app) {
  const rows = h("ol.transcript-lines", {});
  const partial = h("p.transcript-partial", { dir: "auto" });
  const empty = h("p.empty", {});
  const scroller = h(
    "div.transcript",
    { tabindex: "0", role: "log", "aria-live": "off", "aria-label": gettext("Transcript, the newest line last") },
    empty,
    rows,
    partial,
  );
  const newest = h(
    "button.button.small.transcript-newest",
    { type: "button", hidden: true, onclick: () => follow(true) },
    gettext("Newest ↓"),
  );
  root.append(h("div.transcript-frame", {}, scroller, newest));
  const list = new List(rows, {
    make: (line) => makeLine(line, app),
    update: (row, line) => showLine(row, line, context(app.view.value)),
  });

  let sticking = true;
  const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;
  // What is being edited must not be scrolled away from under the hands.
  const editing = () => rows.querySelector("[data-editing='true']") !== null;
  const follow = (on = sticking && !editing()) => {
    if (on) scroller.scrollTop = scroller.scrollHeight;
    sticking = on || atEnd();
    newest.hidden = sticking;
  };
  // A line that grows while it is edited, or a panel that becomes smaller, scrolls nothing away from the reader.
  scroller.addEventListener("scroll", () => {
    if (editing()) return;
    sticking = atEnd();
    newest.hidden = sticking;
  });
  scroller.addEventListener("settled", () => follow());
  new ResizeObserver(() => follow()).observe(scroller);

  app.view.watch(
    ({ lines, show, corrects, mode, status }) => [
      lines,
      show.captions,
      corrects,
      mode,
      lines.some(({ state }) => state === "translated") ? status?.frame : 0,
    ],
    (lines) => {
      list.show(lines);
      empty.hidden = lines.length > 0;
      text(empty, emptyWords(app.view.value));
      follow();
    },
  );
  app.view.watch(
    ({ partial: heard, show }) => [heard, show.captions?.on],
    (heard, on) => {
      text(partial, (on && heard?.text) || "");
      follow();
    },
  );
}

/** What a line needs to know about the rest. */
function context({ show, status, corrects, delay_s }) {
  const rate = fraction(show.canvas.rate);
  const leaving = status ? status.frame - Math.round(delay_s * rate) : null;
  return { languages: settingsOf(show).languages, leaving, rate, corrects };
}

function emptyWords({ show, mode }) {
  const { on, languages } = settingsOf(show);
  if (!on)
    return gettext(
      "Speech becomes text in the picture, in the languages you choose. It is recognised and translated on this " +
        "server; nothing is sent away. Switch captions on to begin.",
    );
  if (!languages.length) return gettext("Choose the languages that are to be shown.");
  return mode === "air"
    ? gettext("What is said appears here.")
    : gettext("What is said appears here once the show is on air.");
}
