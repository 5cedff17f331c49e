/** The graphics over the picture: on, off, and their texts, live. */

import { openControllers, openOverlayDialog } from "../sheets.js";
import { pageItems } from "./page_items.js";
import { describedOf } from "../graphics/described.js";
import { mountGraphic, showGraphic } from "../graphics/panel.js";
import { troubleOf } from "../graphics/trouble.js";
import { gettext, interpolate } from "../../i18n.js";
import { controlsOf } from "../overlays/controls.js";
import { followPictures, makePicture } from "../overlays/picture.js";
import { kindOf } from "../state/facts.js";
import { lampOf } from "../state/overlays.js";
import { may } from "../state/rights.js";
import { fraction } from "../state/words.js";
import { isPage } from "../state/pages.js";
import { attr, h, icon, List, text } from "../widgets/h.js";
import { openMenu } from "../widgets/layer.js";

export function mountOverlays(root, app) {
  const add = h(
    "button.button.quiet.small.add-overlay",
    { type: "button", onclick: () => openOverlayDialog(app) },
    icon("plus"),
    gettext("Add overlay"),
  );
  const rows = h("div.overlay-rows", {});
  const noneYet = gettext("A name strap, a logo or a clock over the picture. Add one, then switch it on here.");
  const empty = h("p.empty", {}, noneYet);
  const controllers = h(
    "button.button.quiet.small.graphics-controllers",
    { type: "button", onclick: () => openControllers(app), hidden: true },
    gettext("Controllers of graphics…"),
  );
  const none = h(
    "button.button.small.overlays-off",
    { type: "button", onclick: () => app.ask("overlays_off", {}) },
    gettext("All off"),
  );
  const opened = { id: null };
  rows.append(none, add, controllers);
  root.append(empty, rows);
  const list = new List(rows, {
    make: (overlay) => makeRow(overlay, app, (id) => open(id)),
    update: (row, overlay) => showRow(row, overlay, app.view.value),
    before: add,
  });
  followPictures(app, list.elements);
  // One form is open at a time, the first one to begin with: so many fields at once are nobody's help.
  const open = (id) => {
    opened.id = id;
    for (const [one, row] of list.elements) fold(row, one !== id);
  };
  setInterval(() => {
    for (const row of rows.querySelectorAll(".overlay")) showTimes(row, app);
  }, 250);
  app.view.watch(
    ({ show, desk, mode, live, rights }) => [show, desk, mode, live, rights],
    (show) => {
      list.show(show.overlays);
      if (!show.overlays.some(({ id }) => id === opened.id)) open(show.overlays[0]?.id ?? null);
      const { desk, live } = app.view.value;
      none.hidden = !show.overlays.length;
      none.disabled = !live || !Object.values(desk.overlays).some(({ on }) => on);
      empty.hidden = show.overlays.length > 0 || !app.view.value.known;
      controllers.hidden = !may(app.view.value, "manage") || !show.overlays.some(isGraphic);
    },
  );
  app.view.watch(
    ({ show, status, mode, live }) => [show, status, mode, live],
    (show, status, mode, live) => {
      for (const row of rows.querySelectorAll(".overlay")) showTrouble(row, mode === "air" ? status : null, live);
    },
  );
}

function makeRow({ id }, app, open) {
  const name = h("span.overlay-name", {});
  const lamp = h("span.overlay-lamp", {}); // drawn: aria-pressed says it
  const press = () => app.ask("overlay", { overlay: id, on: power.getAttribute("aria-pressed") !== "true" });
  const picture = makePicture();
  const power = h("button.overlay-power", { type: "button", onclick: press }, picture, name, lamp);
  const edit = h(
    "button.button.quiet.small.icon-only",
    {
      type: "button",
      onclick: () =>
        openOverlayDialog(
          app,
          app.view.value.show.overlays.find((one) => one.id === id),
        ),
    },
    icon("edit"),
  );
  const form = h("form.overlay-fields", { id: `overlay-form-${id}` });
  const body = h("div.overlay-body", { hidden: true }, form);
  const turn = () => open(body.hidden ? id : null);
  const folder = h(
    "button.button.quiet.small.icon-only.overlay-fold",
    { type: "button", "aria-expanded": "false", "aria-controls": form.id, onclick: turn },
    icon("fold"),
  );
  const seen = () => app.ask("overlay", { overlay: id, preview: eye.getAttribute("aria-pressed") !== "true" });
  const eyeWords = h("span.visually-hidden", {});
  const sign = h("span", {}, gettext("PVW"));
  const eye = h("button.button.quiet.small.overlay-preview", { type: "button", onclick: seen }, sign, " ", eyeWords);
  const more = h(
    "button.button.quiet.small.icon-only",
    { type: "button", "aria-haspopup": "true", onclick: () => openPageMenu(more, id, app) },
    icon("more"),
  );
  const wrong = h("span", { role: "status" });
  const reload = () => app.ask("reload", { overlay: id });
  const again = h("button.button.small", { type: "button", onclick: reload }, gettext("Reload the page"));
  const trouble = h("p.overlay-trouble", { hidden: true }, wrong, again);
  const head = h("div.overlay-head", {}, folder, power, eye, more, edit);
  const row = h("section.overlay", { data: { id } }, head, trouble, body);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!row.graphic) apply(row, id, app);
  });
  const parts = { picture, name, lamp, power, folder, eye, more, edit, eyeWords, trouble, wrong, again, form, body };
  Object.assign(row, { parts, app, inputs: new Map(), apply: null });
  mountGraphic(row, id, app);
  return row;
}

const isGraphic = ({ content }) => content.kind === "graphic";

function showTrouble({ dataset, parts }, status, live) {
  const words = troubleOf(status?.sources?.[`overlay-${dataset.id}`]);
  text(parts.wrong, words);
  parts.trouble.hidden = !words;
  parts.again.hidden = !live;
}

function openPageMenu(button, id, app) {
  const { name } = app.view.value.show.overlays.find((one) => one.id === id);
  openMenu(button, interpolate(gettext("The page of %(name)s"), { name }), pageItems(app, { overlay: id }, name));
}

function showRow(row, overlay, { desk, live }) {
  const { name, lamp, power, more, edit, form } = row.parts;
  more.hidden = !isPage(overlay.content.kind);
  attr(more, "aria-label", interpolate(gettext("The page of %(name)s"), overlay));
  const now = desk.overlays[overlay.id] ?? { on: overlay.on, fields: overlay.fields };
  text(name, overlay.name);
  row.now = now;
  showControls(row, overlay, now, live);
  attr(power, "aria-pressed", now.on);
  attr(power, "aria-label", overlay.name);
  attr(row, "data-on", live && now.on);
  attr(edit, "aria-label", interpolate(gettext("Edit %(name)s"), overlay));
  attr(row.parts.folder, "aria-label", interpolate(gettext("Texts of %(name)s"), { name: overlay.name }));
  text(row.parts.eyeWords, interpolate(gettext("Show %(name)s on preview only"), { name: overlay.name }));
  attr(row.parts.eye, "aria-pressed", Boolean(now.previewed));
  row.parts.eye.disabled = !live || now.on;
  power.disabled = !live;
  const described = describedOf(overlay.content);
  if (described) showGraphic(row, described, { ...now, fields: { ...overlay.fields, ...now.fields } }, live);
  else showFields(row, form, overlay, { ...overlay.fields, ...now.fields }, live);
}

function fold(row, folded) {
  row.parts.body.hidden = folded;
  attr(row.parts.folder, "aria-expanded", !folded);
}

/** The controls of its kind stand above its texts; another kind has others. */
function showControls(row, overlay, now, live) {
  if (row.kind !== overlay.content.kind) {
    row.kind = overlay.content.kind;
    row.controls?.element.remove();
    row.controls = controlsOf(overlay, row.app);
    if (row.controls) row.parts.body.prepend(row.controls.element);
  }
  Object.assign(row, { overlay, live });
  showTimes(row, row.app);
}

/** What goes on from frame to frame: how long it stays, what it counts. */
function showTimes(row, app) {
  if (!row.now) return;
  const rate = Number(fraction(app.view.value.show.canvas.rate));
  const frame = app.frames?.present(rate) ?? null;
  attr(row.parts.lamp, "data-word", lampOf(row.now, frame, rate));
  row.controls?.show(row.overlay, row.now, row.live, { frame, rate });
}

function showFields(row, form, overlay, fields, live) {
  const texts = textsOf(overlay, fields);
  if (Object.keys(texts).join() !== [...row.inputs.keys()].join()) rebuildFields(row, form, texts);
  for (const [name, input] of row.inputs) {
    // What the director has typed and not sent stays, whatever others do meanwhile.
    if (input.value === input.dataset.sent) input.value = fields[name] ?? "";
    input.dataset.sent = fields[name] ?? "";
    input.disabled = !live;
  }
  showUnsent(row);
}

/** The live texts of an overlay by name, with their labels: its kind's, and whatever else it has. */
function textsOf({ content }, fields) {
  const known = kindOf("overlays", content.kind)?.texts ?? {};
  const others = Object.keys(fields).filter((name) => !(name in known));
  const labels = Object.fromEntries(Object.entries(known).map(([name, label]) => [name, gettext(label)]));
  return { ...labels, ...Object.fromEntries(others.map((name) => [name, name])) };
}

function rebuildFields(row, form, texts) {
  row.inputs.clear();
  const long = kindOf("overlays", row.kind)?.lines ?? [];
  const lines = Object.entries(texts).map(([name, label]) => {
    const input = h(long.includes(name) ? "textarea.input" : "input.input", {
      maxlength: 4096,
      rows: long.includes(name) ? 4 : null,
      placeholder: label,
      "aria-label": label,
      data: { sent: "" },
      oninput: () => showUnsent(row),
      onkeydown: (event) => event.key === "Escape" && revert(row, event.target),
    });
    row.inputs.set(name, input);
    return input;
  });
  row.apply = h("button.button.small.apply", { type: "submit" }, gettext("Apply"));
  form.replaceChildren(...(lines.length ? [h("div.overlay-lines", {}, ...lines), row.apply] : []));
}

function unsent(row) {
  return [...row.inputs].filter(([, input]) => input.value !== input.dataset.sent);
}

function showUnsent(row) {
  const waiting = unsent(row).length > 0;
  attr(row, "data-unsent", waiting);
  if (row.apply) row.apply.disabled = !waiting;
  for (const input of row.inputs.values()) attr(input, "data-unsent", input.value !== input.dataset.sent);
}

function revert(row, input) {
  input.blur();
  for (const input of row.inputs.values()) input.value = input.dataset.sent;
  showUnsent(row);
}

async function apply(row, id, { ask }) {
  const fields = Object.fromEntries(unsent(row).map(([name, input]) => [name, input.value]));
  if (!Object.keys(fields).length || !(await ask("overlay", { overlay: id, fields }))) return;
  for (const [name, value] of Object.entries(fields)) row.inputs.get(name).dataset.sent = value;
  showUnsent(row);
  // The hands go back to the desk: the next Space is a CUT, not a letter.
  if (row.contains(document.activeElement)) document.activeElement.blur();
}
