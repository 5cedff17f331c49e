/** The floor manager's page: the message to read, large; what is on, what comes, and what was said before. */

import { gettext, interpolate, listed } from "../i18n.js";
import { h, List, text } from "../console/widgets/h.js";
import { paced } from "../console/widgets/pace.js";
import { nameOf } from "../console/state/tally.js";
import { fraction } from "../console/state/words.js";
import { nowName } from "../rundown/plain/playing.js";
import { chosenOf, counters, countText } from "./counting.js";
import { keepAwake } from "./device.js";
import { mountHead } from "./head.js";
import { fromWords, messageCard } from "./strip.js";
import { unread } from "./state.js";

export function mountFloor(stage, head, app) {
  mountHead(head, app);
  keepAwake();
  const calm = h("p.floor-calm", {});
  const running = makeRunning(app);
  const before = h("ol.floor-before", { "aria-label": gettext("Earlier messages") });
  stage.replaceChildren(messageCard("section.floor-message", app), calm, running, before);
  const list = new List(before, {
    make: () => h("li.floor-line", {}, h("b"), h("span")),
    update: (line, message) => {
      text(line.firstChild, message.text);
      text(line.lastChild, readWords(message, app.time.at(Date.now())));
    },
  });
  const draw = () => {
    const { messages, reader, why } = app.view.value;
    const left = new Set(unread(messages, reader).map(({ id }) => id));
    calm.hidden = left.size > 0;
    text(calm, why || gettext("No message waits"));
    list.show(messages.filter(({ id }) => !left.has(id)).slice(0, 5));
  };
  app.view.watch(({ messages, reader, why }) => [messages, reader, why], draw);
  app.everyTick(draw);
}

function readWords(message, now_ms) {
  const readers = listed(message.seen.map(({ by }) => by));
  const from = fromWords(message, now_ms);
  return readers ? interpolate(gettext("%(from)s · seen by %(readers)s"), { from, readers }) : from;
}

/** What is on program, for how long, and what comes. */
function makeRunning({ view, frames, time }) {
  const [now, left, next] = [h("b", {}), h("span.floor-left", {}), h("span", {})];
  paced(() => {
    const { mode, desk, show, rundown } = view.value;
    const rate = fraction(show.canvas.rate);
    const first = chosenOf("auto", counters(view.value, frames.present(rate), rate, new Date(time.at(Date.now()))));
    const plays = rundown?.has_programme && rundown.now;
    text(
      now,
      mode !== "air" ? "" : plays ? nowName(rundown.now) : desk?.program ? nameOf(desk.program, show, rundown) : "",
    );
    text(left, first ? countText(first.left_s, first.up) : "");
    const comes = plays ? (rundown.next[0]?.name ?? "") : desk?.preview ? nameOf(desk.preview, show) : "";
    text(next, mode === "air" && comes ? interpolate(gettext("Next: %(name)s"), { name: comes }) : "");
  }, 100);
  return h("p.floor-running", {}, now, left, next);
}
