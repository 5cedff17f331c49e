/** The files of a place, as a grid or a list, by mouse and by keys. */

import { gettext, interpolate, ngettext } from "../i18n.js";
import { attr, h, icon, List, text } from "../console/widgets/h.js";
import { told } from "../console/state/told.js";
import { FILE } from "./carrying.js";
import { askName, askToDelete } from "./dialogs.js";
import { kindWords, lengthWords, sizeWords, stateOf } from "./words.js";

export function mountFiles(root, app) {
  const { shelf } = app;
  const list = h("ul.file-list", { role: "listbox", "aria-label": gettext("Files") });
  const empty = h("div.empty", {});
  const more = h("button.button", { type: "button", onclick: () => app.attempt(shelf.more) }, gettext("Show more"));
  const count = h("p.dim.file-count", { role: "status" });
  root.append(count, list, empty, more);
  const tiles = new List(list, {
    make: (file) => makeTile(file, app),
    update: (tile, file) => showTile(tile, file, shelf),
  });
  shelf.watch((state) => {
    const { files, loading, problem } = state;
    tiles.show(files);
    rove(list, shelf);
    text(count, loading ? gettext("Looking…") : files.length ? countWords(state.count) : "");
    more.hidden = !shelf.hasMore();
    empty.hidden = loading || (files.length > 0 && !problem);
    empty.replaceChildren(...emptyWords(state, app));
  });
  list.addEventListener("keydown", (event) => press(event, list, app));
}

const countWords = (count) => interpolate(ngettext("%(count)s file", "%(count)s files", count), { count });

/** One tile is where Tab comes to: the chosen one, else the first. */
function rove(list, shelf) {
  const tiles = [...list.children];
  const here = tiles.find((tile) => tile.dataset.id === shelf.state.chosen) ?? tiles[0];
  tiles.forEach((tile) => attr(tile, "tabindex", tile === here ? 0 : -1));
}

function makeTile(file, { shelf }) {
  const parts = {
    picture: h("div.file-picture"),
    name: h("span.file-name"),
    length: h("span.file-length"),
    state: h("span.file-state"),
    kind: h("span.file-more.dim"),
    size: h("span.file-more.dim"),
  };
  const tile = h(
    "li.file",
    { role: "option", data: { id: file.id }, onclick: () => choose(shelf, file.id, tile) },
    parts.picture,
    parts.name,
    parts.state,
    parts.kind,
    parts.size,
    parts.length,
  );
  if (!file.show) {
    tile.draggable = true;
    tile.addEventListener("dragstart", ({ dataTransfer }) => dataTransfer.setData(FILE, file.id));
  }
  return Object.assign(tile, { parts });
}

function choose(shelf, id, tile) {
  shelf.choose(id);
  tile.focus();
}

function showTile(tile, file, { state: { chosen } }) {
  const { parts } = tile;
  attr(tile, "aria-selected", file.id === chosen);
  text(parts.name, file.name);
  attr(parts.name, "title", file.folder ? `${file.folder}/${file.name}` : file.name);
  text(parts.length, lengthWords(file.show ? file.seconds : file.duration_s));
  text(parts.size, sizeWords(file.bytes));
  text(parts.kind, file.show ? file.show_name : kindWords(file.kind));
  const said = stateOf(file);
  text(parts.state, said?.text ?? "");
  attr(parts.state, "data-level", said?.level ?? "");
  const sign = signOf(file);
  if (parts.picture.dataset.sign === sign) return;
  parts.picture.dataset.sign = sign;
  parts.picture.replaceChildren(
    file.thumbnail ? h("img", { src: file.thumbnail, alt: "", loading: "lazy", draggable: "false" }) : icon(sign),
  );
}

/** The picture of a file's tile, or the name of a drawn sign. */
export function signOf({ thumbnail, kind, show, state }) {
  if (thumbnail) return thumbnail;
  if (state === "refused") return "alert";
  if (kind === "subtitles") return "captions";
  if (kind === "document") return "list";
  if (kind === "bundle") return "overlay";
  return kind === "audio" ? "sound" : show ? "play" : "more";
}

function emptyWords({ problem, place, search, kind }, { shelf }) {
  if (problem) return [h("p.problem", { role: "alert" }, told(problem)), again(shelf)];
  if (search || kind)
    return [
      h("h2", {}, gettext("Nothing found")),
      h("p.dim", {}, gettext("Try fewer words, or another kind or folder.")),
    ];
  if (place.recordings)
    return [
      h("h2", {}, gettext("No recordings yet")),
      h("p.dim", {}, gettext("Record in a show's console starts one; it is kept here.")),
    ];
  const where = place.folder ? gettext("This folder is empty") : gettext("Nothing here yet");
  return [h("h2", {}, where), h("p.dim", {}, gettext("Drop videos, sounds and pictures anywhere on this page."))];
}

const again = (shelf) => h("button.button", { type: "button", onclick: () => shelf.refresh() }, gettext("Try again"));

// -- keys ------------------------------------------------------------------------------------------

const DOES = {
  Enter: () => document.querySelector(".details video, .details audio, .details .button")?.focus(),
  F2: (app) => askName(app, app.shelf.chosen()),
  Delete: (app) => askToDelete(app, app.shelf.chosen()),
};

function press(event, list, app) {
  const tiles = [...list.children];
  const at = tiles.indexOf(event.target.closest(".file"));
  const to = at < 0 ? null : stepOf(event.key, at, tiles);
  if (to !== null) {
    event.preventDefault();
    const tile = tiles[Math.max(0, Math.min(tiles.length - 1, to))];
    choose(app.shelf, tile.dataset.id, tile);
  } else if (DOES[event.key] && app.shelf.chosen()) {
    event.preventDefault();
    DOES[event.key](app);
  }
}

function stepOf(key, at, tiles) {
  const columns = Math.max(
    1,
    tiles.findIndex((tile) => tile.offsetTop > tiles[0].offsetTop),
  );
  const across = document.body.dataset.view === "list" ? 1 : columns;
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across };
  if (key === "Home") return 0;
  if (key === "End") return tiles.length - 1;
  if (key === " ") return at;
  return key in steps ? at + steps[key] : null;
}
