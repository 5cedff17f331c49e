/** The graphics over the picture: on, off, and their texts, live. */

import { openOverlayDialog } from "../dialogs/overlay.js";
import { pageItems } from "../dialogs/page.js";
import { openControllers } from "../graphics/controllers.js";
import { describedOf } from "../graphics/described.js";
import { mountGraphic, showGraphic } from "../graphics/panel.js";
import { troubleOf } from "../graphics/trouble.js";
import { kindOf } from "../state/facts.js";
import { isPage } from "../state/pages.js";
import { attr, h, icon, List, text } from "../widgets/h.js";
import { openMenu } from "../widgets/layer.js";

export function mountOverlays(root, app) {
  const add = h(
    "button.button.quiet.small.add-overlay",
    { type: "button", onclick: () => openOverlayDialog(app) },
    icon("plus"),
    "Add overlay",
  );
  const rows = h("div.overlay-rows", {});
  const empty = h("p.empty", {}, "A name strap, a logo or a clock over the picture. Add one, then switch it on here.");
  const controllers = h(
    "button.button.quiet.small.graphics-controllers",
    { type: "button", onclick: () => openControllers(app), hidden: true },
    "Controllers of graphics…",
  );
  rows.append(add, controllers);
  root.append(empty, rows);
  const list = new List(rows, {
    make: (overlay) => makeRow(overlay, app),
    update: (row, overlay) => showRow(row, overlay, app.view.value),
    before: add,
  });
  app.view.watch(
    ({ show, desk, mode, live, role }) => [show, desk, mode, live, role],
    (show) => {
      list.show(show.overlays);
      empty.hidden = show.overlays.length > 0 || !app.view.value.known;
      controllers.hidden = app.view.value.role !== "director" || !show.overlays.some(isGraphic);
    },
  );
  app.view.watch(
    ({ show, status, mode, live }) => [show, status, mode, live],
    (show, status, mode, live) => {
      for (const row of rows.querySelectorAll(".overlay")) showTrouble(row, mode === "air" ? status : null, live);
    },
  );
}

function makeRow({ id }, app) {
  const name = h("span.overlay-name", {});
  const lamp = h("span.overlay-lamp", {});
  const press = () => app.ask("overlay", { overlay: id, on: power.getAttribute("aria-pressed") !== "true" });
  const power = h("button.overlay-power", { type: "button", onclick: press }, name, lamp);
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
  const form = h("form.overlay-fields", {});
  const more = h(
    "button.button.quiet.small.icon-only",
    { type: "button", "aria-haspopup": "true", onclick: () => openPageMenu(more, id, app) },
    icon("more"),
  );
  const wrong = h("span", { role: "status" });
  const reload = () => app.ask("reload", { overlay: id });
  const again = h("button.button.small", { type: "button", onclick: reload }, "Reload the page");
  const trouble = h("p.overlay-trouble", { hidden: true }, wrong, again);
  const head = h("div.overlay-head", {}, power, more, edit);
  const row = h("section.overlay", { data: { id } }, head, trouble, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!row.graphic) apply(row, id, app);
  });
  const parts = { name, lamp, power, more, edit, trouble, wrong, again, form };
  Object.assign(row, { parts, inputs: new Map(), apply: null });
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
  openMenu(button, `The page of ${name}`, pageItems(app, { overlay: id }, name));
}

function showRow(row, overlay, { desk, live }) {
  const { name, lamp, power, more, edit, form } = row.parts;
  more.hidden = !isPage(overlay.content.kind);
  attr(more, "aria-label", `The page of ${overlay.name}`);
  const now = desk.overlays[overlay.id] ?? { on: overlay.on, fields: overlay.fields };
  text(name, overlay.name);
  text(lamp, now.on ? "On" : "Off");
  attr(power, "aria-pressed", now.on);
  attr(power, "aria-label", overlay.name);
  attr(row, "data-on", live && now.on);
  attr(edit, "aria-label", `Edit ${overlay.name}`);
  power.disabled = !live;
  const described = describedOf(overlay.content);
  if (described) showGraphic(row, described, { ...now, fields: { ...overlay.fields, ...now.fields } }, live);
  else showFields(row, form, overlay, { ...overlay.fields, ...now.fields }, live);
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
  return { ...known, ...Object.fromEntries(others.map((name) => [name, name])) };
}

function rebuildFields(row, form, texts) {
  row.inputs.clear();
  const lines = Object.entries(texts).map(([name, label]) => {
    const input = h("input.input", {
      maxlength: 1024,
      placeholder: label,
      "aria-label": label,
      data: { sent: "" },
      oninput: () => showUnsent(row),
      onkeydown: (event) => event.key === "Escape" && revert(row, event.target),
    });
    row.inputs.set(name, input);
    return input;
  });
  row.apply = h("button.button.small.apply", { type: "submit" }, "Apply");
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
