/** The sheet "Recordings": what was recorded of the show, and is; played in place, cut, renamed, deleted. */

import { gettext } from "../../i18n.js";
import { subtitleLinks } from "../captions/downloads.js";
import { settingsOf } from "../captions/words.js";
import { may } from "../state/rights.js";
import { h, List, text } from "../widgets/h.js";
import { openSheet } from "../widgets/sheet.js";
import { makeRow, showRow } from "./row.js";
import { inOrder, isBusy } from "./words.js";

const AGAIN_MS = 2000;

export function openRecordings(app) {
  const rows = h("ul.recording-rows", {});
  const note = h("p.dim", {}, gettext("Looking…"));
  const list = new List(rows, { make: (one) => makeRow({ ...app, changed: look }, one), update: showRow });
  let timer = null;
  let closed = false;
  async function look() {
    clearTimeout(timer);
    const found = await recordingsOf(app.api, note);
    if (closed) return;
    if (found) show(found);
    if (!found || isBusy(found)) timer = setTimeout(look, AGAIN_MS);
  }
  const show = (found) => {
    const { value } = app.view;
    const [editable, directs] = [value.editable, may(value, "operate")];
    list.show(inOrder(found).map((one) => ({ ...one, editable, directs })));
    note.hidden = found.length > 0;
    text(note, gettext("None yet. Record in the top line starts one."));
  };
  const links = subtitleLinks(app.addresses, settingsOf(app.view.value.show), "");
  const files =
    app.addresses.files && h("a.button.small", { href: app.addresses.files }, gettext("All in the library"));
  const all = links && h("div.out-row", {}, h("b", {}, gettext("All that aired")), h("span.spring"), links);
  const sheet = openSheet(gettext("Recordings"), () =>
    h("div.dialog-body.recordings-sheet", {}, note, rows, all, h("div.row", {}, files)),
  );
  const stop = app.view.watch(({ recording, rights }) => [recording.on, rights], look);
  sheet.addEventListener("close", () => ((closed = true), clearTimeout(timer), stop()));
  return sheet;
}

async function recordingsOf(api, note) {
  try {
    return (await api.get("recordings")).results;
  } catch (error) {
    note.hidden = false;
    text(note, error.message);
    return null;
  }
}
