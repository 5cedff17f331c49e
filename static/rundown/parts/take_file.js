/** Import: a list that another program has written, chosen as a file. */

import { gettext, interpolate, ngettext } from "../../i18n.js";
import { h } from "../../console/widgets/h.js";
import { chosenIds } from "./making.js";

const FORMATS = { json: "json", csv: "csv", tsv: "csv", txt: "csv", m3u: "m3u", m3u8: "m3u", ics: "ics" };

/** Its items go behind the chosen ones, else to the end. */
export function takeFile(app) {
  const accept = Object.keys(FORMATS)
    .map((ending) => `.${ending}`)
    .join(",");
  const input = h("input", { type: "file", accept });
  input.addEventListener("change", () => read(app, input.files[0]));
  input.click();
}

async function read(app, file) {
  const format = FORMATS[file.name.split(".").at(-1).toLowerCase()];
  if (!format) return app.notices.say(gettext("Expected a file that ends in json, csv, m3u or ics."), "warning");
  const before = app.rows.value.order.length;
  if (!(await app.edits.takeIn(format, await file.text(), chosenIds(app).at(-1) ?? "end"))) return;
  const n = app.rows.value.order.length - before;
  const words = ngettext(
    "%(n)s item is taken in. Ctrl + Z takes it back.",
    "%(n)s items are taken in. Ctrl + Z takes them back.",
    n,
  );
  app.notices.say(interpolate(words, { n }));
}
