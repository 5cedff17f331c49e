/** Everything about captions that is set before the show rather than during it. Only what was changed is saved. */

import { gettext, interpolate } from "../../i18n.js";
import { glossaryFields } from "./glossary.js";
import { openModels } from "./models.js";
import { makeLooks } from "./looks.js";
import { delayMegabytes, settingsOf } from "./words.js";
import { anchorName } from "../editor/words.js";
import { facts } from "../state/facts.js";
import { h, text } from "../widgets/h.js";
import { field, select } from "../widgets/layer.js";
import { formSheet } from "../widgets/sheet.js";

export function openCaptionSettings(app) {
  const { show } = app.view.value;
  const settings = settingsOf(show);
  const looks = makeLooks(app, settings);
  const parts = [
    placeFields(settings),
    delayFields(settings, show.canvas),
    engineFields(app, settings),
    glossaryFields(settings),
  ];
  const pages = [
    [gettext("Look"), [looks.element]],
    [gettext("Place and delay"), [parts[0].element, parts[1].element]],
    [gettext("Recognition"), [parts[2].element]],
    [gettext("Glossary"), [parts[3].element]],
  ];
  const dialog = formSheet(gettext("Caption settings"), {
    action: gettext("Save"),
    body: paged(pages, gettext("Parts of the caption settings")),
    save: async () => {
      const now = Object.assign({ languages: looks.read() }, ...parts.map((part) => part.read()));
      const changes = changed(settings, now);
      if (!Object.keys(changes).length) return true;
      const { edit } = await app.api.patch("", { captions: changes });
      if (edit?.on_air !== "next_take") app.notices.say(gettext("Captions saved: shown on air from the next line on."));
      return true;
    },
  });
  dialog.classList.add("caption-settings");
  dialog.addEventListener("close", () => looks.stop());
}

/** The settings that are other ones now. Pure. */
export function changed(before, now) {
  return Object.fromEntries(
    Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  );
}

/** Pages under tabs; those out of sight keep what was typed into them. */
function paged(pages, label) {
  const bodies = pages.map(([, content]) => h("div.page-body", { role: "tabpanel" }, ...content));
  const tabs = pages.map(([name], at) =>
    h("button.tray-tab", { type: "button", role: "tab", onclick: () => choose(at) }, name),
  );
  const choose = (chosen) =>
    tabs.forEach((tab, at) => {
      tab.setAttribute("aria-selected", at === chosen);
      tab.tabIndex = at === chosen ? 0 : -1;
      bodies[at].hidden = at !== chosen;
    });
  const list = h("div.tray-tabs", { role: "tablist", "aria-label": label }, ...tabs);
  list.addEventListener("keydown", ({ key, target }) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!by) return;
    const next = (tabs.indexOf(target) + by + tabs.length) % tabs.length;
    choose(next);
    tabs[next].focus();
  });
  choose(0);
  // A field out of sight that is wrong comes into sight, so that the browser can say what is wrong.
  bodies.forEach((body, at) => body.addEventListener("invalid", () => choose(at), true));
  return [list, h("div.pages", {}, ...bodies)];
}

function placeFields({ place, margin }) {
  const where = select(
    facts.anchors.map((one) => [one, anchorName(one)]),
    place,
  );
  const away = h("input.input", { type: "number", min: 0, max: 40, step: 0.5, value: Math.round(margin * 1000) / 10 });
  const element = h(
    "fieldset.setting-group",
    {},
    h("legend", {}, gettext("Place of all captions")),
    h("div.columns", {}, field(gettext("Held at"), where), field(gettext("From the edge, % of height"), away)),
  );
  return {
    element,
    read: () => ({
      place: where.value,
      margin: Number(away.value) === Math.round(margin * 1000) / 10 ? margin : Number(away.value) / 100,
    }),
  };
}

function delayFields({ delay_s }, canvas) {
  const figure = h("output.delay-figure", {});
  const words = h("p.hint", {});
  const warning = h(
    "p.problem",
    { hidden: true },
    gettext("Another delay restarts the programme’s buffer: viewers see the slate until it has filled."),
  );
  const slider = h("input.delay-slider", {
    type: "range",
    min: 0,
    max: facts.limits.delay_s,
    step: 0.5,
    value: delay_s,
    "aria-label": gettext("Programme delay in seconds"),
    oninput: () => draw(),
  });
  const draw = () => {
    const now = Number(slider.value);
    text(figure, now ? `${now.toFixed(1)} s` : gettext("none"));
    text(words, delayWords(canvas, now));
    warning.hidden = now === delay_s;
  };
  draw();
  const element = h(
    "fieldset.setting-group",
    {},
    h("legend", {}, gettext("Programme delay")),
    h("div.row", {}, slider, figure),
    words,
    warning,
  );
  return { element, read: () => ({ delay_s: Number(slider.value) }) };
}

function delayWords(canvas, delay_s) {
  if (!delay_s)
    return gettext(
      "The programme leaves at once; captions follow the speech by a few seconds and cannot be corrected.",
    );
  const words = gettext(
    "Takes %(megabytes)s MB of memory. Captions match the lips, and a line can be corrected before it airs.",
  );
  return interpolate(words, { megabytes: delayMegabytes(canvas, delay_s) });
}

function engineFields(app, { engine, model, fallback }) {
  const choices = (name) =>
    facts.caption_fields.find((one) => one.name === name).choices.map(([value, words]) => [value, gettext(words)]);
  const kinds = select(choices("engine"), engine, { onchange: () => offer() });
  const which = select([["", gettext("The best that is installed")], ...(model ? [[model, model]] : [])], model);
  const empty = select(choices("fallback"), fallback);
  let known = [];
  const offer = () => {
    const chosen = which.value;
    const names = known
      .filter((one) => one.kind === "speech" && one.engine === kinds.value && one.state === "installed")
      .map(({ name }) => name);
    const options = [
      ["", gettext("The best that is installed")],
      ...[...new Set([...names, ...(chosen ? [chosen] : [])])].map((name) => [
        name,
        names.includes(name) ? name : interpolate(gettext("%(name)s (not installed)"), { name }),
      ]),
    ];
    which.replaceChildren(
      ...options.map(([value, words]) => h("option", { value, selected: value === chosen }, words)),
    );
  };
  app.models.get("").then(
    ({ models }) => {
      known = models;
      offer();
    },
    () => {},
  );
  const element = h(
    "div.setting-column",
    {},
    h(
      "fieldset.setting-group",
      {},
      h("legend", {}, gettext("Recognition")),
      h("div.columns", {}, field(gettext("Engine"), kinds), field(gettext("Model"), which)),
      h("p.hint", {}, gettext("A smaller model keeps up on a small machine; a larger one makes fewer mistakes.")),
      h("div.row", {}, h("button.button", { type: "button", onclick: () => openModels(app) }, gettext("Models…"))),
    ),
    h(
      "fieldset.setting-group",
      {},
      h("legend", {}, gettext("Where a translation fails")),
      field(gettext("Show"), empty),
    ),
  );
  return { element, read: () => ({ engine: kinds.value, model: which.value, fallback: empty.value }) };
}
