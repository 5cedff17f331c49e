/** Where the programme goes: the public page, the destinations, the recordings made. */

import { megabytes } from "../state/bytes.js";
import { subtitleLinks } from "../captions/downloads.js";
import { settingsOf } from "../captions/words.js";
import { h, text } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { copyLine } from "../widgets/layer.js";
import { openSheet } from "../widgets/sheet.js";
import { hms } from "../state/time.js";
import { destinationList } from "./destinations.js";

export function openOutputs(app) {
  const { view, addresses, api, ask } = app;
  let stop = () => {};
  const dialog = openSheet("Outputs", () => {
    const destinations = destinationList(app);
    const stopList = destinations.watch();
    const upgrade = upgradeLine(ask);
    const stopUpgrade = view.watch(({ upgrade, live }) => [upgrade, live], upgrade.show);
    stop = () => [stopList, stopUpgrade].forEach((end) => end());
    const watch = addresses.watch ? new URL(addresses.watch, location.href).href : null;
    return h(
      "div.dialog-body",
      {},
      upgrade.line,
      watch && copyLine(whoMayWatch(addresses), watch),
      watch &&
        h(
          "div.row",
          {},
          h("a.button", { href: watch, target: "_blank", rel: "noopener" }, "Open the viewers' page"),
          addresses.people &&
            h(
              "a.button",
              { href: addresses.people, target: "_blank" },
              addresses.private ? "People and watch keys" : "People",
            ),
        ),
      h("h3.dialog-sub", {}, "Destinations"),
      ...destinations.elements,
      h("h3.dialog-sub", {}, "Recordings"),
      addresses.files &&
        h("p.dim", {}, h("a", { href: addresses.files }, "Play, rename and delete them in the library")),
      recordings(api, (id) => subtitleLinks(addresses, settingsOf(view.value.show), id)),
    );
  });
  dialog.addEventListener("close", () => stop());
}

/** Who gets in with the watch address: a private programme's has a key for those who may give one away. */
function whoMayWatch({ private: isPrivate, people }) {
  if (!isPrivate) return "Anyone with this address can watch";
  return people
    ? "Private: anyone with this address can watch until its key ends"
    : "Private: members can watch at this address";
}

/** What is on air from before an upgrade, and the way to replace it; nothing while all is of one version. */
function upgradeLine(ask) {
  const words = h("span", {});
  const button = holdable(
    h(
      "button.button.small",
      { type: "button", title: "Hold for a second; the picture is gone for about two" },
      h("span.ring"),
      "Hold to restart",
    ),
    () => ask("restart_engine"),
  );
  const line = h("p.row.upgrade", { hidden: true }, words, h("span.spring"), button);
  const show = (upgrade, live) => {
    line.hidden = !upgrade;
    button.disabled = !live;
    text(words, upgrade?.text ?? "");
  };
  return { line, show };
}

/** The recordings; `subtitles(id)` makes the links for one, or for all that aired. */
function recordings(api, subtitles) {
  const list = h("ul.out-rows.recordings", {}, h("li.dim", {}, "Looking…"));
  api.get("recordings").then(
    ({ results }) =>
      list.replaceChildren(
        ...(results.length
          ? results.map((one) => recordingRow(one, subtitles(one.id)))
          : [h("li.dim", {}, "None yet. Record in the top line starts one.")]),
        ...everything(subtitles("")),
      ),
    (error) => list.replaceChildren(h("li.problem", {}, error.message)),
  );
  return list;
}

const everything = (links) =>
  links ? [h("li.out-row", {}, h("b", {}, "All that aired"), h("span.spring"), links)] : [];

function recordingRow({ name, seconds, bytes, state, parts }, links) {
  const words = state === "recording" ? "recording now" : `${hms(seconds)}, ${megabytes(bytes)}`;
  const files = parts.map(({ download }, at) =>
    h("a.button.small", { href: download, download: "" }, parts.length > 1 ? `Part ${at + 1}` : "Download"),
  );
  return h("li.out-row", {}, h("b", {}, name), h("span.dim", {}, words), h("span.spring"), ...files, links);
}
