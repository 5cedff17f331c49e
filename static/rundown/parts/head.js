/** The top line: which show, which rundown, list or week, and whether what was done is saved. */

import { gettext } from "../../i18n.js";
import { wallClock } from "../../console/state/time.js";
import { isTemplate } from "../plain/days.js";
import { html, nothing, render } from "../lit.js";
import { openSchedule } from "../schedule/sheet.js";
import { icon } from "./signs.js";

export function mountHead(root, app) {
  const draw = () => render(headOf(app), root);
  app.work.watch(({ runs, run, tab, saving, id }) => [runs, run?.name, run?.zone, tab, saving, id], draw);
  app.view.watch(({ rundown, mode }) => [rundown?.rundown, mode], draw);
  app.coming.watch(draw);
  if (location.hash === "#schedule") openSchedule(app);
}

function headOf(app) {
  const { run, id } = app.work.value;
  const { home, console: desk, name } = app.addresses;
  return html`
    <a class="wordmark" href=${home} title=${gettext("All shows")}
      ><span class="visually-hidden">${gettext("All shows")}</span></a
    >
    <a class="button quiet" href=${desk}>${icon("left")}<span class="words">${gettext("Console")}</span></a>
    <h1 class="head-show" title=${name}>${name}</h1>
    ${id ? chooser(app) : nothing}
    <span class="spring"></span>
    <button type="button" class="button quiet schedule-line" @click=${() => openSchedule(app)}>
      ${icon("clock")}<span class="words">${app.coming.words() || gettext("Schedule")}</span>
    </button>
    ${id ? tabs(app) : nothing} ${run ? clock(run.zone) : nothing}
  `;
}

/** The rundowns of the show; the one that plays is marked. */
function chooser({ work, view, addresses }) {
  const { runs, id } = work.value;
  const playing = view.value.rundown?.rundown;
  const go = ({ target }) => location.assign([addresses.rundowns, target.value].filter(Boolean).join("/"));
  const words = (one) => (one.id === playing ? `● ${one.name}` : one.name);
  const option = (one) => html`<option value=${one.id} ?selected=${one.id === id}>${words(one)}</option>`;
  const [days, ordinary] = [true, false].map((wanted) => (runs ?? []).filter((one) => isTemplate(one) === wanted));
  return html`<select class="input head-runs" aria-label=${gettext("Rundown")} @change=${go}>
    ${ordinary.map(option)}
    ${days.length ? html`<optgroup label=${gettext("Day templates")}>${days.map(option)}</optgroup>` : nothing}
    <option value="">${gettext("All rundowns, new rundown…")}</option>
  </select>`;
}

function tabs({ work, set }) {
  const { tab, saving } = work.value;
  const button = (name, words) =>
    html`<button
      type="button"
      class="segment"
      role="tab"
      aria-selected=${tab === name}
      @click=${() => set({ tab: name })}
    >
      ${words}
    </button>`;
  return html`
    <span class="saving" role="status">${saving ? gettext("Saving…") : ""}</span>
    <div class="segments" role="tablist" aria-label=${gettext("View")}>
      ${button("list", gettext("List"))} ${button("calendar", gettext("Week"))}
    </div>
  `;
}

/** The rundown's own wall clock: its times are of that zone, wherever the reader is. */
function clock(zone) {
  const { time } = wallClock(new Date(), zone);
  return html`<span class="head-clock"><b>${time}</b> <span class="dim">${zone}</span></span>`;
}
