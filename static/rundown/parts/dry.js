/** The dry run's clock: a bar of another colour over the list, with what would be on and what would come. */

import { gettext, interpolate } from "../../i18n.js";
import { html, nothing, render } from "../lit.js";
import { dayMonth } from "../plain/dates.js";
import { airingAt, minuteOf, movedTo, placeOf, timeOf } from "../plain/dry.js";
import { besideWords } from "../plain/kinds.js";
import { ms, wallOf, wallText } from "../plain/moments.js";
import { topOf } from "../plain/rows.js";
import { icon } from "./signs.js";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function mountDry(root, app) {
  root.setAttribute("aria-label", gettext("Dry run"));
  const draw = () => {
    const { dry, run } = app.work.value;
    root.hidden = !dry || !run;
    render(root.hidden ? nothing : barOf(app, dry, run.zone), root);
  };
  app.work.watch(({ dry, run }) => [dry, run], draw);
  app.rows.watch(({ all, playing }) => [all, playing], draw);
}

/** Begin, or leave. */
export function toggleDry(app) {
  if (app.work.value.dry) return leave(app);
  app.dry.begin();
  document.querySelector(".dry-day")?.focus();
}

function leave(app) {
  app.dry.leave();
  app.list?.scroller.focus({ preventScroll: true });
}

/** The keys while it lasts: Escape leaves, the arrows step a minute, with Shift an hour. Whether it was one of them. */
export function dryKeys(app, { key, shiftKey }) {
  const { dry } = app.work.value;
  if (!dry) return false;
  const way = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (key === "Escape") leave(app);
  else if (way) app.dry.look({ at_ms: dry.at_ms + way * (shiftKey ? HOUR_MS : MINUTE_MS) });
  return key === "Escape" || Boolean(way);
}

function barOf(app, dry, zone) {
  const { day, time } = wallOf(wallText(dry.at_ms, zone));
  const clock = time.endsWith(":00") ? time.slice(0, 5) : time;
  const title = interpolate(gettext("Dry run: %(day)s %(time)s"), { day: dayMonth(day), time: clock });
  return html`<div class="dry-line">
      <strong class="dry-title" role="status">${icon("clock")}${title}</strong>
      <span class="dry-note">${gettext("Nothing on air changes.")}</span>
      <span class="spring"></span>
      <button type="button" class="button" @click=${() => leave(app)}>${gettext("Leave")} <kbd>Esc</kbd></button>
    </div>
    <div class="dry-line">${stepsOf(app, dry, zone, { day, clock })} ${startOf(app, dry, zone)}</div>
    ${sliderOf(app, dry, zone)} ${onOf(app, dry, zone)}`;
}

/** Values are bound plainly: what is being typed is not written over by a drawing meanwhile. */
function stepsOf({ dry: run }, dry, zone, { day, clock }) {
  const step = (words, label, by) =>
    html`<button type="button" class="button" aria-label=${label} @click=${() => run.look({ at_ms: dry.at_ms + by })}>
      ${words}
    </button>`;
  const put = (parts) => run.look({ at_ms: movedTo(dry.at_ms, zone, parts) });
  return html`
    <input
      class="input dry-day"
      type="date"
      aria-label=${gettext("Day")}
      .value=${day}
      @change=${({ target }) => target.value && put({ day: target.value })}
    />
    ${step(gettext("− 1 h"), gettext("An hour earlier"), -HOUR_MS)}
    <input
      class="input dry-time"
      inputmode="numeric"
      maxlength="8"
      aria-label=${gettext("Time, such as 21:14")}
      .value=${clock}
      @change=${({ target }) => {
        const time = timeOf(target.value);
        target.value = clock; // what is no time is taken back, what is one comes with the next drawing
        if (time) put({ time });
      }}
    />
    ${step(gettext("+ 1 h"), gettext("An hour later"), HOUR_MS)}
    <button type="button" class="button" @click=${() => run.look({ at_ms: Math.floor(Date.now() / 1000) * 1000 })}>
      ${gettext("Now")}
    </button>
  `;
}

/** As the rundown runs, or as if it were started at some other time. */
function startOf({ dry: run, rows }, dry, zone) {
  const ways = [
    ["runs", gettext("As it runs"), !rows.value.playing],
    ["started", gettext("As if started"), false],
  ];
  const way = ([as, words, off]) =>
    html`<button
      type="button"
      class="segment"
      aria-pressed=${dry.as === as}
      ?disabled=${off}
      title=${off ? gettext("This rundown is not running.") : nothing}
      @click=${() => run.look({ as })}
    >
      ${words}
    </button>`;
  return html`<span class="segments" role="group" aria-label=${gettext("Beginning")}>${ways.map(way)}</span> ${
      dry.as === "started"
        ? html`<input
            class="input dry-start"
            type="datetime-local"
            aria-label=${gettext("Started at")}
            .value=${wallText(dry.start_ms, zone).slice(0, 16)}
            @change=${({ target }) =>
              target.value && run.look({ start_ms: movedTo(dry.start_ms, zone, partsOf(target.value)) })}
          />`
        : nothing
    }`;
}

function partsOf(text) {
  const [day, time] = text.split("T");
  return { day, time: timeOf(time) };
}

function sliderOf({ dry: run }, dry, zone) {
  const { day, minute, minutes } = placeOf(dry.at_ms, zone);
  const hours = [0, 3, 6, 9, 12, 15, 18, 21, 24];
  return html`<div class="dry-slider">
    <input
      type="range"
      min="0"
      max=${minutes - 1}
      step="1"
      aria-label=${gettext("Time of the day")}
      aria-valuetext=${wallText(dry.at_ms, zone).slice(11, 16)}
      .value=${String(minute)}
      @input=${({ target }) => run.look({ at_ms: minuteOf(day, Number(target.value), zone) })}
    />
    <div class="dry-hours" aria-hidden="true">${hours.map((hour) => html`<span>${hour}</span>`)}</div>
  </div>`;
}

/** What would be on, and what would come. */
function onOf(app, dry, zone) {
  if (dry.failed)
    return html`<p class="dry-line" role="alert">
      ${icon("alert")}${dry.failed}
      <button type="button" class="button small" @click=${() => app.dry.fetch()}>${gettext("Try again")}</button>
    </p>`;
  if (!dry.plan) return html`<p class="dry-line dim" role="status">${gettext("Loading…")}</p>`;
  const { now, next } = airingAt(dry.plan.occurrences, dry.at_ms);
  const time = (iso) => wallOf(iso, zone).time;
  const until = now?.end ? interpolate(gettext("until %(time)s"), { time: time(now.end) }) : gettext("open end");
  return html`<dl class="dry-on">
    <dt>${gettext("Would be on")}</dt>
    <dd><b>${nowWords(app, dry, now)}</b> ${now ? html`<span>${until}</span>` : nothing}</dd>
    <dt>${gettext("Next")}</dt>
    <dd>
      ${next ? html`<b>${nameOf(app, next)}</b> <span>${dayTime(next.start, dry, zone)}</span>` : gettext("nothing")}
    </dd>
  </dl>`;
}

function dayTime(iso, dry, zone) {
  const { day, time } = wallOf(iso, zone);
  return day === wallText(dry.at_ms, zone).slice(0, 10) ? time : `${dayMonth(day)} ${time}`;
}

function nowWords(app, dry, now) {
  if (now?.why === "ended") return endWords(app);
  if (now) return nameOf(app, now);
  if (dry.as === "started" && dry.at_ms < dry.start_ms) return gettext("nothing: it has not started yet");
  const first = dry.plan.occurrences[0];
  if (first && ms(first.start) > dry.at_ms) return gettext("nothing that is planned: this time has passed");
  return endWords(app);
}

/** What comes when the rundown is over. */
function endWords({ work }) {
  const { run, runs } = work.value;
  const following = run.at_end === "next" && runs?.find(({ id }) => id === run.next);
  if (following) return interpolate(gettext("it has ended: “%(name)s” follows"), following);
  return run.at_end === "standby" ? gettext("it has ended: standby") : gettext("it has ended");
}

function nameOf(app, { item }) {
  if (!item) return gettext("Standby");
  const top = topOf(item);
  return app.rows.value.byId.get(top)?.name ?? (besideWords(top) || gettext("Filler"));
}
