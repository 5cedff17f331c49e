/** Templates for a day: the fixed times of one day, kept under a name, and laid on other days. */

import { gettext, interpolate, ngettext } from "../../i18n.js";
import { html, nothing } from "../lit.js";
import { fixedOn, isTemplate, laidOn, shownName, templateName } from "../plain/days.js";
import { dayWords } from "../plain/dates.js";
import { labelled } from "./fields.js";
import { withoutId } from "./making.js";

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
                    <b>${shownName(one)}</b
                    ><button type="button" class="button small" @click=${() => lay(app, one, day)}>
                      ${gettext("Lay it here")}
                    </button>
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
    save: (form) => keep(app, form.elements.name.value.trim(), fixed),
  };
}

/** A template is stored as a rundown of its own, so that everybody has it; it is never meant to be started. */
async function keep(app, name, fixed) {
  if (!name) return;
  try {
    const { id, revision } = await app.server.create({ name: templateName(name), zone: app.work.value.run.zone });
    await app.server.edit(id, [{ op: "create", after: "end", items: fixed.map(withoutId) }], revision);
    app.closeSheet();
    app.notices.say(interpolate(gettext("“%(name)s” is kept. It can be laid on any day."), { name }));
  } catch (error) {
    app.notices.say(error.message, "warning");
  }
  await app.fetched.rundowns();
}

async function lay(app, template, day) {
  try {
    const { items } = await app.server.rundown(template.id);
    app.closeSheet();
    await app.edits.propose([{ op: "create", after: "end", items: laidOn(items, day) }]);
  } catch (error) {
    app.notices.say(error.message, "warning");
  }
}
