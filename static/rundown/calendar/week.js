/** The week: the same plan as the list, drawn on the rundown's wall clock. Fixed items are moved by hand or by keys. */

import { gettext, interpolate } from "../../i18n.js";
import { html, nothing, render } from "../lit.js";
import { dateWords } from "../plain/dates.js";
import { textAt, weekOf } from "../plain/days.js";
import { dayAfter, mondayOf, wallText } from "../plain/moments.js";
import { fixedHere } from "../plain/starts.js";
import { unlessOthers } from "../parts/asking.js";
import { newItem } from "../parts/making.js";
import { openEditor } from "../parts/sheets.js";
import { spansOf } from "../schedule/words.js";
import { dayColumn } from "./day.js";
import { weekKeys } from "./keys.js";

const SCALES = [32, 64, 128, 256]; // pixels an hour
const HOUR_MS = 3_600_000;

export function mountCalendar(root, app) {
  if (!app.work.value.id) return;
  const week = new Week(root, app);
  const draw = () => week.draw();
  app.work.watch(
    ({ tab, run, monday, weekPlan, scale, selection, dry, entries }) => [
      tab,
      run,
      monday,
      weekPlan,
      scale,
      selection,
      dry,
      entries,
    ],
    draw,
  );
  app.work.watch(
    ({ tab, saved, dry }) => [tab, saved, week.monday, dry?.as, dry?.start_ms],
    () => week.fetch(),
  );
  app.view.watch(({ editors }) => [editors], draw);
  app.work.watch(
    ({ tab, dry }) => [tab, dry?.at_ms],
    (tab, at_ms) => tab === "calendar" && at_ms && week.toNow("nearest"),
  );
  setInterval(draw, 30_000);
}

const LOADING = () => html`<p class="empty-card" role="status">${gettext("Loading…")}</p>`;

class Week {
  constructor(root, app) {
    Object.assign(this, { root, app, shadow: null });
    app.editItem = (id) => this.open(id);
    root.addEventListener("keydown", (event) => weekKeys(event, app, this));
    app.carry.from(root, (event) => this.lift(event));
    app.carry.into({
      element: root,
      over: (event, load) => this.over(event, load),
      leave: () => this.mark(null),
      drop: (event, load) => this.drop(event, load),
    });
  }

  get zone() {
    return this.app.work.value.run?.zone ?? "UTC";
  }

  get monday() {
    return this.app.work.value.monday ?? mondayOf(wallText(this.now_ms, this.zone).slice(0, 10));
  }

  /** What the clock shows: in a dry run the one that is moved by hand. */
  get now_ms() {
    return this.app.work.value.dry?.at_ms ?? Date.now();
  }

  get scale() {
    return this.app.work.value.scale ?? SCALES[1];
  }

  /** The plan of the week that is shown; a week of 25 hours more or less is asked for by its true ends. */
  async fetch() {
    const { tab, saved } = this.app.work.value;
    if (tab !== "calendar" || !saved) return;
    const days = weekOf(this.monday, this.zone);
    const hours = (days.at(-1).to_ms - days[0].from_ms) / HOUR_MS;
    try {
      const from = new Date(days[0].from_ms).toISOString();
      // What does not run is shown as if it were started now; what runs, as it runs; a dry run as it is meant.
      const { dry } = this.app.work.value;
      const at = dry ? this.app.dry.start : this.app.rows.value.playing ? undefined : new Date().toISOString();
      this.app.set({ weekPlan: await this.app.server.plan(saved.id, { from, hours, at }) });
    } catch (error) {
      this.app.notices.say(error.message, "warning");
    }
  }

  draw() {
    const { app, root } = this;
    if (app.work.value.tab !== "calendar" || !app.work.value.run) return;
    const first = !root.querySelector(".week-scroll");
    this.days = weekOf(this.monday, this.zone);
    render(this.page(), root);
    const chosen = root.querySelector(".block[aria-selected='true']");
    root.querySelector(".week").setAttribute("aria-activedescendant", chosen?.id ?? "");
    if (first) this.toNow();
  }

  page() {
    const { weekPlan, selection, run } = this.app.work.value;
    const occurrences = weekPlan?.occurrences ?? [];
    const at = {
      rows: this.app.rows.value.byId,
      px: this.scale / HOUR_MS,
      now_ms: this.now_ms,
      dry: Boolean(this.app.work.value.dry),
      selection,
      zone: this.zone,
      app: this.app,
      onAir: spansOf(this.app.work.value.entries),
    };
    return html`${this.head()}
      <div class="week-scroll">
        <div class="week" role="listbox" tabindex="0" aria-label=${gettext("The week")}>
          ${this.days.map((day, index) => dayColumn(day, occurrences, { ...at, first: index === 0 }))}
        </div>
      </div>
      ${weekPlan || !run.items.length ? nothing : LOADING()}`;
  }

  head() {
    const go = (by) => this.app.set({ monday: by ? dayAfter(this.monday, by) : null, weekPlan: null });
    const words = interpolate(gettext("%(from)s to %(to)s"), {
      from: dateWords(this.monday),
      to: dateWords(dayAfter(this.monday, 6)),
    });
    const at = SCALES.indexOf(this.scale);
    const zoom = (by) => this.app.set({ scale: SCALES[at + by] });
    return html`<div class="week-head">
      <button type="button" class="button icon-only" aria-label=${gettext("The week before")} @click=${() => go(-7)}>
        ←
      </button>
      <button type="button" class="button" @click=${() => (go(0), this.toNow())}>${gettext("This week")}</button>
      <button type="button" class="button icon-only" aria-label=${gettext("The week after")} @click=${() => go(7)}>
        →
      </button>
      <h2>${words}</h2>
      <span class="dim">${interpolate(gettext("Times of %(zone)s"), { zone: this.zone })}</span>
      <span class="spring"></span>
      <button
        type="button"
        class="button icon-only"
        aria-label=${gettext("Smaller")}
        ?disabled=${at === 0}
        @click=${() => zoom(-1)}
      >
        −
      </button>
      <button
        type="button"
        class="button icon-only"
        aria-label=${gettext("Larger")}
        ?disabled=${at === SCALES.length - 1}
        @click=${() => zoom(1)}
      >
        +
      </button>
    </div>`;
  }

  toNow(block = "center") {
    requestAnimationFrame(() => this.root.querySelector(".now-line")?.scrollIntoView({ block }));
  }

  // -- by hand -------------------------------------------------------------------------------------

  lift(event) {
    const id = event.target.closest?.("[data-item]")?.dataset.item;
    const row = id && this.app.rows.value.byId.get(id);
    if (!row || !this.app.view.value.editable) return null;
    const why = fixedHere(row.item);
    if (why) return void this.app.notices.say(why, "warning");
    if (this.app.others.busy([id]).length) return void unlessOthers(this.app, [id], () => {});
    this.app.others.take("drag", [id]);
    const box = event.target.closest("[data-item]").getBoundingClientRect();
    return {
      load: { item: row.item, held_px: event.clientY - box.top },
      words: row.name,
      done: () => this.app.others.letGo("drag"),
    };
  }

  over(event, load) {
    const moment = load.item || load.asset ? this.momentUnder(event, load) : null;
    this.mark(moment);
    return moment !== null;
  }

  /** Where the hand is on the wall clock, on five minutes: `{text, at_ms, day}`; null outside of the days. */
  momentUnder({ clientX, clientY }, { held_px = 0 }) {
    const column = document.elementFromPoint(clientX, clientY)?.closest(".day");
    if (!column) return null;
    const day = this.days.find((one) => one.day === column.dataset.day);
    const y = clientY - held_px - column.querySelector(".hours").getBoundingClientRect().top;
    const at_ms = Math.min(day.to_ms - 1, Math.max(day.from_ms, day.from_ms + (y / this.scale) * HOUR_MS));
    return { text: textAt(at_ms, this.zone), at_ms, day };
  }

  mark(moment) {
    this.shadow?.remove();
    if (!moment) return;
    this.shadow = Object.assign(document.createElement("div"), {
      className: "drop-time",
      textContent: moment.text.slice(11, 16),
    });
    this.shadow.style.top = `${((moment.at_ms - moment.day.from_ms) / HOUR_MS) * this.scale}px`;
    this.root.querySelector(`[data-day="${moment.day.day}"] .hours`).append(this.shadow);
  }

  drop(event, load) {
    const moment = this.momentUnder(event, load);
    if (!moment) return;
    if (load.item) return void this.put(load.item, moment.text);
    const start = { mode: "fixed", at: moment.text, rule: null, late_s: 0 };
    this.app.edits.propose([{ op: "create", after: "end", items: [newItem(load.asset, { start })] }]);
  }

  put({ id, start }, at) {
    return this.app.edits.propose([{ op: "change", ids: [id], set: { start: { ...start, at } } }]);
  }

  open(id) {
    this.app.set({ selection: { chosen: new Set([id]), focus: id, anchor: id } });
    openEditor(this.app);
  }
}
