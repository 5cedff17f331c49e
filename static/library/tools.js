/** The top line: words to look for, which kind, in which order, as a grid or a list, and files to upload. */

import { gettext } from "../i18n.js";
import { attr, h } from "../console/widgets/h.js";
import { select } from "../console/widgets/layer.js";

const SOON_MS = 200;
const VIEW = "tally-library-view";
const KINDS = Object.entries({
  "": gettext("All kinds"),
  video: gettext("Videos"),
  audio: gettext("Sounds"),
  image: gettext("Pictures"),
  subtitles: gettext("Subtitles"),
  document: gettext("Documents"),
  bundle: gettext("Web bundles"),
});
const ORDERS = Object.entries({
  newest: gettext("Newest"),
  oldest: gettext("Oldest"),
  name: gettext("By name"),
  largest: gettext("Largest"),
  longest: gettext("Longest"),
});

export function mountTools(root, { shelf, uploads }) {
  let timer = null;
  const soon = ({ target }) => {
    clearTimeout(timer);
    timer = setTimeout(() => shelf.look({ search: target.value }), SOON_MS);
  };
  const search = h("input.input.library-search", {
    type: "search", placeholder: gettext("Search (/)"), "aria-label": gettext("Search the library"), oninput: soon,
  }); // prettier-ignore
  const kind = select(KINDS, "", {
    "aria-label": gettext("Kind"),
    onchange: ({ target }) => shelf.look({ kind: target.value }),
  });
  const order = select(ORDERS, "newest", {
    "aria-label": gettext("Order"),
    onchange: ({ target }) => shelf.look({ order: target.value }),
  });
  root.append(search, kind, order, views(), ...(uploads ? [chooser(uploads, shelf)] : []));
  shelf.watch(({ place }) => [kind, order].forEach((one) => (one.hidden = Boolean(place.recordings))));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, textarea, select, dialog")) return;
    event.preventDefault();
    search.focus();
  });
}

/** Grid or list; the browser remembers which. */
function views() {
  const named = { grid: gettext("Grid"), list: gettext("List") };
  const buttons = Object.entries(named).map(([view, words]) =>
    h("button.button.small", { type: "button", data: { view }, onclick: () => show(view) }, words),
  );
  const show = (view) => {
    document.body.dataset.view = view;
    buttons.forEach((button) => attr(button, "aria-pressed", button.dataset.view === view));
    localStorage.setItem(VIEW, view);
  };
  show(localStorage.getItem(VIEW) === "list" ? "list" : "grid");
  return h("div.row", { role: "group", "aria-label": gettext("View") }, ...buttons);
}

function chooser(uploads, shelf) {
  const input = h("input.visually-hidden", { type: "file", multiple: true, "aria-label": gettext("Upload files") });
  input.addEventListener("change", () => {
    uploads.add([...input.files].map((file) => ({ file, folder: shelf.folder() })));
    input.value = "";
  });
  return h("label.button.primary.choose-files", {}, input, gettext("Upload…"));
}
