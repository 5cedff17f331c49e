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

/** The same words one after the other become one line with a count. */
export function collapse(events) {
  const lines = [];
  for (const event of events) {
    const last = lines.at(-1);
    if (last && last.text === event.text && last.level === event.level) lines[lines.length - 1] = { ...event, count: last.count + 1, key: `${last.base}×${last.count + 1}`, base: last.base };
    else lines.push({ ...event, count: 1, key: `${event.time}${event.text}`, base: `${event.time}${event.text}` });
  }
  return lines;
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
