/** When an item begins: after the one before it, at a time, by a rule, or when somebody says so. */

import { gettext, interpolate } from "../../i18n.js";
import { html, nothing } from "../lit.js";
import { modeWords } from "../plain/kinds.js";
import { changedTo, kindOfRule } from "../plain/starts.js";
import { labelled, selectOf } from "./fields.js";

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

export function whenFields(form) {
  const start = form.value("start");
  const mode = start?.mode;
  const put = (parts) => form.set("start", { ...start, ...parts });
  const modes = (form.single ? ["follow", "fixed", "insert", "manual"] : ["follow", "manual"]).map((one) => [
    one,
    modeWords(one),
  ]);
  if (!form.single && mode && !modes.some(([one]) => one === mode)) modes.push([mode, modeWords(mode)]);
  const chosen = ({ target }) => form.set("start", changedTo(target.value, start, form.zone));
  return html`${labelled(gettext("Begins"), selectOf(modes, mode, chosen), hintOf(mode))}
  ${form.single && (mode === "fixed" || mode === "insert") ? timed(form, start, put) : nothing}`;
}

function hintOf(mode) {
  return {
    follow: gettext("When the one before it has ended."),
    fixed: gettext("At its time, whatever plays: what plays is cut."),
    insert: gettext("At its time; then what it interrupted goes on."),
    manual: gettext("Only when somebody jumps or skips to it."),
  }[mode];
}

function timed(form, start, put) {
  const { rule } = start;
  const at = rule ? rule.start : start.at;
  const moment = (text) => (rule ? put({ at: "", rule: { ...rule, start: text } }) : put({ at: text }));
  const take = ({ target }) => target.value && moment(target.value.length === 16 ? `${target.value}:00` : target.value);
  const hint = interpolate(gettext("On the clock of %(zone)s"), { zone: form.zone });
  const clock = html`<input class="input" type="datetime-local" step="1" .value=${at} @change=${take} />`;
  return html`
    ${labelled(rule ? gettext("First on") : gettext("On"), clock, hint)} ${repeating(start, at, put)}
    <div class="columns">
      ${
        start.mode === "fixed"
          ? labelled(
              gettext("May be late by, s"),
              numberOf(start.late_s ?? 0, (late_s) => put({ late_s })),
              gettext("0: it cuts what plays"),
            )
          : labelled(
              gettext("What it interrupted"),
              selectOf(backs(), start.back ?? "resume", ({ target }) => put({ back: target.value })),
            )
      }
    </div>
  `;
}

function numberOf(value, take) {
  return html`<input
    class="input"
    type="number"
    min="0"
    max="3600"
    .value=${String(value)}
    @input=${({ target }) => take(Number(target.value))}
  />`;
}

const backs = () => [
  ["resume", gettext("goes on where it was")],
  ["join", gettext("is joined where it would be")],
  ["restart", gettext("begins again")],
  ["next", gettext("is over: the next plays")],
];

const RULES = {
  once: "",
  daily: "FREQ=DAILY",
  weekly: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
  minutes: "FREQ=MINUTELY;INTERVAL=30",
  other: "FREQ=MONTHLY;BYMONTHDAY=1",
};

const ruleKinds = () => [
  ["once", gettext("Once")],
  ["daily", gettext("Every day")],
  ["weekly", gettext("On days of the week")],
  ["minutes", gettext("Every so many minutes")],
  ["other", gettext("By another rule")],
];

/** Once, daily, on days of the week, every so many minutes; or any rule of a calendar. `kinds` are those offered. */
export function repeating(start, at, put, kinds = Object.keys(RULES)) {
  const { rule } = start;
  const kind = kindOfRule(rule?.rrule);
  const use = (rrule) => put(rrule ? { at: "", rule: { except: [], ...rule, rrule, start: at } } : { at, rule: null });
  const offered = ruleKinds().filter(([one]) => kinds.includes(one) || one === kind);
  const choice = selectOf(offered, kind, ({ target }) => use(RULES[target.value]));
  const more = { weekly: weekdays, minutes, other: anyRule }[kind];
  return html`${labelled(gettext("Repeats"), choice)} ${more ? more(rule.rrule, use) : nothing}
  ${rule ? exceptions(rule, put) : nothing}`;
}

function minutes(rrule, use) {
  const now = /INTERVAL=(\d+)/.exec(rrule)[1];
  return labelled(
    gettext("Minutes between"),
    numberOf(now, (n) => n && use(`FREQ=MINUTELY;INTERVAL=${n}`)),
  );
}

function anyRule(rrule, use) {
  const take = ({ target }) => use(target.value.trim());
  return labelled(gettext("Rule (RRULE of iCalendar)"), html`<input class="input" .value=${rrule} @change=${take} />`);
}

function weekdays(rrule, use) {
  const on = new Set(/BYDAY=([A-Z,]+)/.exec(rrule)[1].split(","));
  const names = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", timeZone: "UTC" });
  const toggle = (day) => {
    const now = DAYS.filter((one) => (one === day ? !on.has(one) : on.has(one)));
    if (now.length) use(`FREQ=WEEKLY;BYDAY=${now.join(",")}`);
  };
  const button = (day, at) =>
    html`<button type="button" class="segment" aria-pressed=${on.has(day)} @click=${() => toggle(day)}>
      ${names.format(Date.UTC(2026, 0, 5 + at))}
    </button>`;
  return html`<div class="segments" role="group" aria-label=${gettext("Days of the week")}>${DAYS.map(button)}</div>`;
}

function exceptions(rule, put) {
  const say = (text) => text.split(/[\s,;]+/).filter((one) => /^\d{4}-\d{2}-\d{2}/.test(one));
  return labelled(
    gettext("But not on"),
    html`<input
      class="input"
      placeholder="2026-12-24, 2026-12-31"
      .value=${(rule.except ?? []).join(", ")}
      @change=${({ target }) => put({ rule: { ...rule, except: say(target.value) } })}
    />`,
  );
}
