/** Templates for a day: the fixed times of one day, kept under a name, and laid on other days. */

import { gettext, interpolate, ngettext } from "../../i18n.js";
import { html, nothing } from "../lit.js";
import { fixedOn, isTemplate, laidOn } from "../plain/days.js";
import { dayWords } from "../plain/dates.js";
import { labelled } from "./fields.js";

const NAME = () =>
  html`<input class="input" name="name" required maxlength="100" placeholder=${gettext("Saturday")} />`;

export function templatesOf(app, { day }) {
  const { run, runs } = app.work.value;
  const fixed = fixedOn(run?.items ?? [], day);
  const kept = (runs ?? []).filter(isTemplate);
  const n = fixed.length;
  const found = interpolate(
    ngettext("%(n)s fixed time of its own is on this day.", "%(n)s fixed times of its own are on this day.", n),
    { n },
  );
  return {
    title: dayWords(day),
    body: html`
      <h3>${gettext("Lay a template on this day")}</h3>
      ${
        kept.length
          ? html`<ul class="templates">
              ${kept.map(
                (one) =>
                  html`<li>
                    <b>${one.name}</b
                    ><button type="button" class="button small" @click=${() => lay(app, one, day, [])}>
                      ${gettext("Lay it here")}
                    </button>
                    ${
                      n
                        ? html`<button type="button" class="button small" @click=${() => lay(app, one, day, fixed)}>
                            ${gettext("In place of what is there")}
                          </button>`
                        : nothing
                    }
                  </li>`,
              )}
            </ul>`
          : html`<p class="dim">${gettext("No day has been kept yet.")}</p>`
      }
      <h3>${gettext("Keep this day as a template")}</h3>
      <p class="dim">${found} ${gettext("What comes by a rule comes to other days by itself.")}</p>
      ${n ? labelled(gettext("Name"), NAME()) : nothing}
    `,
    foot: html`<div class="row">
      <button class="button primary" ?disabled=${!n}>${gettext("Keep")}</button>
      <button type="button" class="button quiet" @click=${() => app.closeSheet()}>${gettext("Close")}</button>
    </div>`,
    save: (form) => keep(app, day, form.elements.name.value.trim()),
  };
}

/** A template is stored as a rundown of its own, so that everybody has it; it is never meant to be started. */
async function keep(app, day, name) {
  if (!name) return;
  try {
    await app.server.keepDay(app.work.value.id, day, name);
    app.closeSheet();
    app.notices.say(interpolate(gettext("“%(name)s” is kept. It can be laid on any day."), { name }));
  } catch (error) {
    app.notices.say(error.message, "warning");
  }
  await app.fetched.rundowns();
}

/** As `lay-day` does it, but seen at once, and said before it is saved if it brings problems. */
async function lay(app, template, day, instead) {
  try {
    const items = laidOn((await app.server.rundown(template.id)).items, day);
    const ids = instead.map(({ id }) => id);
    app.closeSheet();
    if (!items.length) return app.notices.say(gettext("No fixed time is in this template."), "warning");
    const create = { op: "create", after: "end", items };
    await app.edits.propose(ids.length ? [{ op: "delete", ids }, create] : [create]);
  } catch (error) {
    app.notices.say(error.message, "warning");
  }
}
