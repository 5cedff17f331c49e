/** What is seldom done with a document: its first and last page, pages that turn by themselves, presenters' links. */

import { gettext, interpolate, language } from "../../i18n.js";
import { may } from "../state/rights.js";
import { attr, h } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { copyLine, field, menuItem, openMenu } from "../widgets/layer.js";
import { formSheet, openSheet } from "../widgets/sheet.js";

const USUAL_S = 10;

export function openDeckMenu(button, app) {
  const { deck } = app;
  const { name, source, live } = deck.at;
  const director = may(app.view.value, "operate"); // a link turns pages on air: it is a director's to give
  openMenu(button, interpolate(gettext("More about %(name)s"), { name }), [
    h("h3.menu-note", {}, name),
    menuItem(gettext("First page"), () => deck.turn("first"), { disabled: !live }),
    menuItem(gettext("Last page"), () => deck.turn("last"), { disabled: !live }),
    h("hr.menu-rule"),
    advanceRow(app, deck.at),
    h("hr.menu-rule"),
    menuItem(gettext("Presenter's links…"), () => openPresenters(app, { name, source }), { disabled: !director }),
  ]);
}

/** Pages that turn by themselves, and after how long; an edit, so it is the show's and not this moment's. */
function advanceRow({ api, notices, view }, { source, stored }) {
  const now_s = stored.input.auto_advance_s ?? 0;
  const on = h("input", { type: "checkbox", checked: now_s > 0 });
  const seconds = h("input.input", { type: "number", min: 1, max: 86400, step: 1, value: now_s || USUAL_S });
  const save = async () => {
    const auto_advance_s = on.checked ? Math.max(1, Number(seconds.value) || USUAL_S) : 0;
    try {
      await api.patch(`sources/${source}`, { input: { auto_advance_s } });
    } catch (error) {
      notices.say(error.message, "warning");
    }
  };
  for (const one of [on, seconds]) one.disabled = !view.value.editable;
  on.addEventListener("change", save);
  seconds.addEventListener("change", () => on.checked && save());
  return h(
    "div.menu-form.deck-advance",
    {},
    h("label.check", {}, on, gettext("Pages turn by themselves")),
    field(gettext("after, s"), seconds),
  );
}

// -- presenters' links ----------------------------------------------------------------------------

function openPresenters(app, { name, source }) {
  const list = h("div.presenters", { "aria-live": "polite" });
  const dialog = openSheet(interpolate(gettext("Presenter's links of %(name)s"), { name }), (close) =>
    h(
      "div.dialog-body",
      {},
      h(
        "p.hint",
        {},
        gettext(
          "Whoever has a link turns the pages of this document and reads its notes, on a phone and without an " +
            "account. Nothing else can be done with it.",
        ),
      ),
      list,
      h(
        "footer.dialog-foot",
        {},
        h("button.button", { type: "button", onclick: () => make(app, source, refresh) }, gettext("New link…")),
        h("span.spring"),
        h("button.button.primary", { type: "button", onclick: close }, gettext("Done")),
      ),
    ),
  );
  const refresh = () => listed(app, source, list, refresh);
  refresh();
  return dialog;
}

async function listed({ api, notices }, source, list, refresh) {
  try {
    const { results } = await api.get(`presenters?source=${encodeURIComponent(source)}`);
    const rows = results.map((row) => presenter(row, api, notices, refresh));
    list.replaceChildren(...(rows.length ? rows : [h("p.empty", {}, gettext("Nobody has a link yet."))]));
  } catch (error) {
    list.replaceChildren(h("p.problem", { role: "alert" }, error.message));
  }
}

function presenter({ id, name, link, expires }, api, notices, refresh) {
  const revoke = h("button.button.danger", { type: "button" }, h("span.ring"), gettext("Hold to revoke"));
  attr(revoke, "aria-label", interpolate(gettext("Hold to revoke the link of %(name)s"), { name }));
  holdable(revoke, async () => {
    try {
      await api.remove(`presenters/${id}`);
      notices.say(interpolate(gettext("The link of %(name)s is revoked."), { name }));
    } catch (error) {
      notices.say(error.message, "warning");
    }
    refresh();
  });
  const time = new Date(expires).toLocaleString(language(), { dateStyle: "medium", timeStyle: "short" });
  const until = interpolate(gettext("Until %(time)s"), { time });
  return h(
    "section.presenter",
    {},
    copyLine(name, link),
    h("div.row", {}, h("span.hint", {}, until), h("span.spring"), revoke),
  );
}

function make({ api }, source, made) {
  const name = h("input.input", { required: true, maxlength: 120, placeholder: gettext("Dr. Okafor") });
  formSheet(gettext("New presenter's link"), {
    body: field(gettext("Who gets it"), name, gettext("Stands in the log beside every page that is turned with it")),
    action: gettext("Make the link"),
    save: async () => {
      await api.post("presenters", { source, name: name.value.trim() || gettext("Presenter") });
      made();
    },
  });
}
