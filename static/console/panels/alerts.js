/** What happened: when, what, and what to do about it. The newest is on top. */

import { h, List, text } from "../h.js";
import { momentMs, wallClock } from "../time.js";
import { nextStep } from "../words.js";

export function mountAlerts(root, { view }) {
  const count = h("span.panel-note", {});
  const list = h("ol.alerts", { tabindex: "0", "aria-label": "Alerts, newest first" });
  const empty = h("p.empty", {}, "Nothing has gone wrong.");
  const polite = h("p.visually-hidden", { role: "status", "aria-live": "polite" });
  root.append(h("header.panel-head", {}, h("h2", {}, "Alerts"), count), empty, list, polite);
  const keyed = new List(list, { key: (one) => one.key, make: makeLine });
  let spoken = Infinity;
  view.watch(
    ({ events }) => [events],
    (events) => {
      const lines = collapse(events);
      keyed.show([...lines].reverse().slice(0, 60));
      empty.hidden = lines.length > 0;
      const bad = lines.filter(({ level }) => level !== "info").length;
      text(count, bad ? `${bad} to look at` : "");
      if (events.length > spoken && events.at(-1)?.level === "error") text(polite, events.at(-1).text);
      spoken = events.length;
    },
  );
}

/** The same words again are one line, with a count and the time of the last. */
export function collapse(events) {
  const lines = new Map();
  for (const event of events) {
    const words = `${event.level} ${event.text}`;
    const count = (lines.get(words)?.count ?? 0) + 1;
    lines.delete(words);
    lines.set(words, { ...event, count, key: `${words} ${count} ${event.time}` });
  }
  return [...lines.values()];
}

function makeLine(event) {
  const ms = momentMs(event.time);
  const next = nextStep(event);
  return h(
    "li.alert",
    { data: { level: event.level } },
    h("time.alert-time", {}, ms === null ? "" : wallClock(new Date(ms)).time),
    h("span.alert-text", {}, event.text, event.count > 1 && h("b.alert-count", {}, ` ×${event.count}`), next && h("span.alert-next", {}, next)),
  );
}
