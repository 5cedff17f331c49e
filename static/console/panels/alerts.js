/** What is wrong now, a line a cause, with what to do about it; what has happened is folded away beneath. */

import { gettext, interpolate, ngettext } from "../../i18n.js";
import { act, actionOf } from "../alerts/actions.js";
import { oftenWords, openAlerts, seenWords, unseen } from "../alerts/lines.js";
import { attr, h, List, text } from "../widgets/h.js";
import { momentMs, wallClock } from "../state/time.js";
import { told } from "../state/told.js";
import { nextStep } from "../state/words.js";

export function mountAlerts(root, app) {
  const count = h("span.panel-note", {});
  const open = h("ol.alerts.alerts-open", { "aria-label": gettext("Alerts") });
  const past = h("ol.alerts", { "aria-label": gettext("What has happened, newest first") });
  const fold = h("details.alerts-past", {}, h("summary", {}), past);
  const empty = h("p.empty", {}, gettext("Nothing is wrong."));
  const polite = h("p.visually-hidden", { role: "status", "aria-live": "polite" });
  const body = h("div.alerts-body", { tabindex: "0", role: "group", "aria-label": gettext("Alerts") });
  body.append(empty, open, fold);
  root.append(h("header.panel-head", {}, h("h2", {}, gettext("Alerts")), count), body, polite);
  const list = new List(open, { key: ({ key }) => key, make: (one) => makeAlert(app, one), update: showAlert });
  const parts = ({ alerts, show, editable, live }) => [alerts, show, editable, live];
  app.view.watch(parts, () => showOpen(app.view.value, { root, list, count, empty, polite }));
  followPast(app.view, past, fold);
}

function showOpen(view, { root, list, count, empty, polite }) {
  const open = openAlerts(view.alerts);
  list.show(open.map((one) => ({ ...one, kind: kindOf(one, view.show), action: actionOf(one, view), ...mayOf(view) })));
  const { count: fresh, level } = unseen(view.alerts);
  const words = ngettext("%(count)s to look at", "%(count)s to look at", fresh);
  empty.hidden = open.length > 0;
  text(count, fresh ? interpolate(words, { count: fresh }) : "");
  attr(root, "data-level", level);
  const worst = open.find((one) => one.level === "error" && !one.acknowledged);
  text(polite, told(worst?.text ?? ""));
}

const mayOf = ({ editable, mode }) => ({ may: editable && mode === "air" });

function makeAlert(app, { key }) {
  const parts = {
    time: h("time.alert-time", {}),
    words: h("span", {}),
    often: h("b.alert-count", {}),
    next: h("span.alert-next", {}),
    seen: h("span.alert-seen", {}),
    act: h("button.button.small", { type: "button" }),
    see: h("button.button.small.quiet", { type: "button" }, gettext("Seen")),
  };
  parts.see.addEventListener("click", () => app.ask("acknowledge_alert", { alert: key }));
  const hands = h("span.alert-hands", {}, parts.act, parts.see, parts.seen);
  const said = h("div.alert-text", {}, parts.words, parts.often, parts.next, hands);
  const row = h("li.alert", {}, parts.time, said);
  parts.act.addEventListener("click", () => row.action && act(app, row.action));
  return Object.assign(row, { parts });
}

function showAlert(row, one) {
  const { time, words, often, next, seen, act: doing, see } = row.parts;
  row.action = one.action;
  attr(row, "data-level", one.level);
  row.toggleAttribute("data-seen", Boolean(one.acknowledged));
  text(time, clock(one.since));
  text(words, told(one.text));
  text(often, oftenWords(one));
  text(next, one.acknowledged ? "" : nextStep(one));
  text(seen, seenWords(one));
  text(doing, one.action?.words ?? "");
  doing.hidden = !one.action;
  see.hidden = !one.may || Boolean(one.acknowledged);
  attr(see, "aria-label", interpolate(gettext("Seen: %(text)s"), { text: told(one.text) }));
}

const clock = (moment) => {
  const ms = momentMs(moment);
  return ms === null ? "" : wallClock(new Date(ms)).time;
};

// -- what has happened ------------------------------------------------------------------------------

function followPast(view, past, fold) {
  const list = new List(past, { key: ({ key }) => key, make: makeLine });
  view.watch(
    ({ events, alerts }) => [events, alerts],
    (events, alerts) => {
      const open = new Set(openAlerts(alerts).map(({ key }) => key));
      const lines = collapse(events).filter(({ cause }) => !open.has(cause));
      list.show([...lines].reverse().slice(0, 60));
      fold.hidden = lines.length === 0;
      text(fold.firstChild, interpolate(gettext("Earlier: %(count)s"), { count: lines.length }));
    },
  );
}

/**
 * One line a cause, with the newest words, how often it began, and how many seconds it lasted in all.
 * Events without a cause are one line when their words are the same.
 */
export function collapse(events) {
  const lines = new Map();
  for (const event of events) {
    const cause = event.cause ?? `${event.level} ${event.text}`;
    const before = lines.get(cause);
    const begins = (event.lasted_s === undefined && event.code !== before?.code) || !event.cause;
    const count = (before?.count ?? 0) + (begins ? 1 : 0);
    const lasted_s = (before?.lasted_s ?? 0) + (event.lasted_s ?? 0);
    lines.delete(cause);
    lines.set(cause, { ...event, count: Math.max(1, count), lasted_s, key: `${cause} ${count} ${event.time}` });
  }
  return [...lines.values()];
}

/** Of the source that an alert or an event is about, its kind. */
export function kindOf({ cause, key = cause }, show) {
  return show?.sources?.find(({ id }) => key === `source ${id}`)?.input?.kind;
}

/** How often and how long, such as ` ×3, 12 s in all`; nothing for what happened once. */
export function extent({ count, lasted_s }) {
  if (count < 2) return "";
  if (lasted_s < 1) return ` ×${count}`;
  return ` ${interpolate(gettext("×%(count)s, %(seconds)s s in all"), { count, seconds: Math.round(lasted_s) })}`;
}

function makeLine(event) {
  const words = h("span.alert-text", {}, told(event.text), extent(event) && h("b.alert-count", {}, extent(event)));
  return h("li.alert", { data: { level: event.level } }, h("time.alert-time", {}, clock(event.time)), words);
}
