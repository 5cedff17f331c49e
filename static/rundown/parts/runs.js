/** All rundowns of a show: open one, make one, remove one. */

import { gettext, interpolate, ngettext } from "../../i18n.js";
import { clipTime } from "../../console/state/time.js";
import { html, nothing, render } from "../lit.js";
import { isTemplate } from "../plain/days.js";
import { ask } from "./asking.js";

export function mountRuns(root, app) {
  const draw = () => render(runsOf(app), root);
  app.work.watch(({ runs, failed }) => [runs, failed], draw);
  app.view.watch(({ rundown, editable }) => [rundown?.rundown, editable], draw);
}

function runsOf(app) {
  const { runs, failed } = app.work.value;
  if (!runs && failed)
    return html`<div class="empty-card" role="alert">
      <p>${failed}</p>
      <button type="button" class="button primary" @click=${() => app.fetched.rundowns()}>
        ${gettext("Try again")}
      </button>
    </div>`;
  if (!runs) return html`<p class="empty-card" role="status">${gettext("Loading…")}</p>`;
  const [days, ordinary] = [true, false].map((wanted) => runs.filter((one) => isTemplate(one) === wanted));
  return html`<div class="runs">
    <h2>${gettext("Rundowns")}</h2>
    ${
      ordinary.length
        ? html`<ul class="runs-list">
            ${ordinary.map((one) => runOf(app, one))}
          </ul>`
        : html`<p class="dim">
            ${gettext("A rundown plays by itself: line up films, songs, scenes and sources, and walk away.")}
            ${gettext("Name your first one.")}
          </p>`
    }
    ${app.view.value.editable ? makeForm(app) : nothing}
    ${
      days.length
        ? html`<h2>${gettext("Day templates")}</h2>
            <ul class="runs-list">
              ${days.map((one) => runOf(app, one))}
            </ul>`
        : nothing
    }
  </div>`;
}

function runOf(app, one) {
  const n = one.item_count;
  const playing = app.view.value.rundown?.rundown === one.id;
  const remove = () =>
    ask(app, interpolate(gettext("Remove “%(name)s” with all its items?"), { name: one.name }), gettext("Remove"), () =>
      removed(app, one),
    );
  return html`<li>
    <a class="run" href=${`${app.addresses.rundowns}/${one.id}`}>
      <b>${one.name}</b>
      ${playing ? html`<span class="tag air">${gettext("running")}</span>` : nothing}
      <span class="dim"
        >${interpolate(ngettext("%(n)s item", "%(n)s items", n), { n })}, ${clipTime(one.length_s ?? 0)}</span
      >
    </a>
    ${
      app.view.value.editable && !playing
        ? html`<button
            type="button"
            class="button quiet small"
            aria-label=${interpolate(gettext("Remove %(name)s"), { name: one.name })}
            @click=${remove}
          >
            ${gettext("Remove")}
          </button>`
        : nothing
    }
  </li>`;
}

async function removed(app, { id, revision }) {
  try {
    await app.server.remove(id, revision);
  } catch (error) {
    app.notices.say(error.message, "warning");
  }
  await app.fetched.rundowns();
}

function makeForm(app) {
  const make = async (event) => {
    event.preventDefault();
    const { name } = event.target.elements;
    try {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const { id } = await app.server.create({ name: name.value.trim(), zone });
      location.href = `${app.addresses.rundowns}/${id}`;
    } catch (error) {
      app.notices.say(error.message, "warning");
    }
  };
  return html`<form class="run-new" @submit=${make}>
    <input
      class="input"
      name="name"
      maxlength="120"
      required
      placeholder=${gettext("Night loop")}
      aria-label=${gettext("Name of the new rundown")}
    />
    <button class="button primary">${gettext("Create rundown")}</button>
  </form>`;
}
