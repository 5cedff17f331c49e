/** Where to look: everything, the folders as a tree, and the recordings of each show. */

import { gettext, interpolate } from "../i18n.js";
import { attr, h, icon } from "../console/widgets/h.js";
import { ancestors, joined, linesOf, movedTo, nameOf } from "./tree.js";
import { askFolder, askNewFolder } from "./dialogs.js";
import { FILE, FOLDER, carries, dropped } from "./carrying.js";

export function mountPlaces(root, app) {
  const { shelf } = app;
  const open = new Set();
  const made = []; // folders that nothing lies in yet: they are there until the page is left
  const draw = () => {
    const focused = document.activeElement?.dataset?.place;
    root.replaceChildren(
      ...(shelf.may
        ? [heading(gettext("Files"), newFolder(app, made, open, draw)), folders(app, open, made, draw)]
        : []),
      heading(gettext("Recordings")),
      recordings(app),
    );
    root.querySelector(`[data-place="${CSS.escape(focused ?? "")}"]`)?.focus();
  };
  shelf.watch(draw);
  root.addEventListener("keydown", (event) => move(root, event));
  app.attempt(() => shelf.readShows());
}

const heading = (words, more = null) => h("div.places-head", {}, h("h2", {}, words), more);

function folders(app, open, made, draw) {
  const { shelf } = app;
  const { folders, place } = shelf.state;
  const everything = h("li", {}, placeButton(shelf, { folder: null }, gettext("Everything"), "all"));
  const lines = linesOf(folders, open, made).map((line) => {
    const here = !place.recordings && place.folder === line.path;
    const words = line.path ? line.name : gettext("In no folder");
    const button = placeButton(shelf, { folder: line.path }, words, `folder:${line.path}`, here, line.files || "");
    const twist = line.path && line.hasFolders && twister(line, open, draw);
    const item = h("li", { data: { depth: Math.min(line.depth, 8) } }, twist || h("span.twist"), button);
    takeIn(app, button, line.path);
    return line.path ? withMenu(app, item, button, line.path) : item;
  });
  return h("ul.places-list", {}, everything, ...lines);
}

function placeButton(shelf, place, words, key, here = shelf.state.place.folder === null, count = "") {
  const { recordings } = shelf.state.place;
  const button = h(
    "button.place",
    { type: "button", data: { place: key }, onclick: () => shelf.look({ place }) },
    h("span.place-name", {}, words),
    h("span.dim", {}, String(count)),
  );
  attr(button, "aria-current", here && Boolean(recordings) === Boolean(place.recordings));
  return button;
}

function twister({ path, name }, open, draw) {
  const isOpen = open.has(path);
  const turn = () => {
    if (!open.delete(path)) open.add(path);
    draw();
  };
  return h("button.twist", {
    type: "button",
    onclick: turn,
    "aria-expanded": String(isOpen),
    "aria-label": interpolate(gettext("Folders in %(name)s"), { name }),
  });
}

/** A folder is renamed, and takes what is dropped on it. */
function withMenu(app, item, button, path) {
  const rename = h(
    "button.button.quiet.icon-only.small",
    {
      type: "button",
      "aria-label": interpolate(gettext("Rename %(name)s"), { name: nameOf(path) }),
      onclick: () => askFolder(app, path),
    },
    icon("edit"),
  );
  button.draggable = true;
  button.addEventListener("dragstart", ({ dataTransfer }) => dataTransfer.setData(FOLDER, path));
  item.append(rename);
  return item;
}

function takeIn(app, button, folder) {
  const { api, attempt, shelf } = app;
  button.addEventListener("dragover", (event) => {
    if (!carries(event, FILE) && !carries(event, FOLDER)) return;
    event.preventDefault();
    attr(button, "data-over", "yes");
  });
  button.addEventListener("dragleave", () => button.removeAttribute("data-over"));
  button.addEventListener("drop", (event) => {
    button.removeAttribute("data-over");
    const [file, path] = [dropped(event, FILE), dropped(event, FOLDER)];
    if (!file && !path) return;
    event.preventDefault();
    const to = path && movedTo(path, folder);
    if (path && to === null) return;
    attempt(async () => {
      if (file) await api.files.patch(`/${file}`, { folder });
      else await api.files.patch("/folders", { path, to });
      await shelf.refresh();
    });
  });
}

function newFolder(app, made, open, draw) {
  const button = h("button.button.quiet.small", { type: "button" }, gettext("New folder"));
  button.addEventListener("click", () =>
    askNewFolder(app, (name) => {
      const path = joined(app.shelf.folder(), name);
      made.push(path);
      ancestors(path).forEach((one) => open.add(one));
      app.shelf.look({ place: { folder: path } });
      draw();
    }),
  );
  return button;
}

function recordings({ shelf }) {
  const { place, shows } = shelf.state;
  const line = (show, words) =>
    h(
      "li",
      {},
      placeButton(
        shelf,
        { recordings: true, show, folder: "" },
        words,
        `show:${show}`,
        place.recordings && place.show === show,
      ),
    );
  return h("ul.places-list", {}, line("", gettext("All shows")), ...shows.map(({ id, name }) => line(id, name)));
}

/** Up and down go from place to place. */
function move(root, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const places = [...root.querySelectorAll(".place")];
  const at = places.indexOf(event.target);
  if (!step || at < 0) return;
  event.preventDefault();
  places[at + step]?.focus();
}
