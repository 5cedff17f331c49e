/** What is spoken, what is listened to, and the languages in their order: a menu that stays open while it is used. */

import { gettext, interpolate } from "../../i18n.js";
import { moved, nameOfLanguage, others, spoken, turned, without } from "./languages.js";
import { saveCaptions } from "./saving.js";
import { settingsOf } from "./words.js";
import { facts } from "../state/facts.js";
import { h, icon } from "../widgets/h.js";
import { field, openMenu, select } from "../widgets/layer.js";

export function openLanguages(button, app) {
  const rows = h("ol.language-rows", {});
  const adding = h("div.language-add", {});
  const heard = h("div.language-heard", {});
  const menu = openMenu(button, gettext("Languages of the captions"), [
    h("div.language-menu", {}, heard, h("h3", {}, gettext("Captions in")), rows, adding),
  ]);
  const stop = app.view.watch(
    ({ show }) => [show],
    (show) =>
      redraw(menu, () => {
        const settings = settingsOf(show);
        heard.replaceChildren(...heardFields(app, show, settings));
        rows.replaceChildren(...settings.languages.map((one, at) => row(app, settings.languages, one, at)));
        adding.replaceChildren(...addFields(app, settings.languages));
      }),
  );
  menu.addEventListener("toggle", ({ newState }) => newState === "closed" && stop());
}

/** Draw again and give the focus back to the control that had it. */
function redraw(menu, draw) {
  const name = document.activeElement?.dataset.control;
  draw();
  const control = name && menu.querySelector(`[data-control="${name}"]`);
  if (control) (control.disabled ? menu.querySelector("button:not(:disabled), select") : control)?.focus();
}

function heardFields(app, show, { language, listen }) {
  const only = ({ id, name }) => [id, interpolate(gettext("Only %(name)s"), { name })];
  const sources = [["program", gettext("The programme")], ...show.sources.map(only)];
  const change =
    (name) =>
    ({ target }) =>
      saveCaptions(app, { [name]: target.value });
  return [
    field(
      gettext("Spoken"),
      select(spoken(), language, { data: { control: "language" }, onchange: change("language") }),
    ),
    field(gettext("Listen to"), select(sources, listen, { data: { control: "listen" }, onchange: change("listen") })),
  ];
}

function row(app, languages, { code, burnt }, at) {
  const name = nameOfLanguage(code);
  const save = (next) => saveCaptions(app, { languages: next });
  const act = (sign, words, label, next, off = false) =>
    h(
      "button.button.quiet.small.icon-only",
      {
        type: "button",
        "aria-label": interpolate(label, { name }),
        title: words,
        disabled: off,
        data: { control: `${code}-${sign}` },
        onclick: () => save(next),
      },
      icon(sign),
    );
  const box = h("input", {
    type: "checkbox",
    checked: burnt,
    data: { control: `${code}-burnt` },
    onchange: () => save(turned(languages, code)),
  });
  return h(
    "li.language-row",
    {},
    h("span.language-code", {}, code),
    h(
      "label.check",
      { title: gettext("Burnt into the picture; otherwise only viewers who choose it see it") },
      box,
      name,
    ),
    act("up", gettext("Further up"), gettext("Further up %(name)s"), moved(languages, code, -1), at === 0),
    act(
      "down",
      gettext("Further down"),
      gettext("Further down %(name)s"),
      moved(languages, code, 1),
      at === languages.length - 1,
    ),
    act("close", gettext("Remove"), gettext("Remove %(name)s"), without(languages, code)),
  );
}

function addFields(app, languages) {
  const most = facts.limits.caption_languages;
  if (languages.length >= most)
    return [h("p.hint", {}, interpolate(gettext("%(count)s languages are the most."), { count: most }))];
  const burnt = languages.filter((one) => one.burnt).length < 2;
  const add = ({ target }) =>
    target.value &&
    saveCaptions(app, {
      languages: [...languages, { code: target.value, burnt, style: languages[0]?.style ?? facts.caption_style }],
    });
  const hint = languages.length
    ? gettext("Ticked ones stand in the picture, top to bottom; all of them can be chosen by viewers.")
    : gettext("Add the spoken language too, to show what is said as it is said.");
  return [
    select([["", gettext("Add a language…")], ...others(languages)], "", {
      "aria-label": gettext("Add a language"),
      data: { control: "add" },
      onchange: add,
    }),
    h("p.hint", {}, hint),
  ];
}
