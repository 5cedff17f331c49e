/** Where the programme goes: the public page, the destinations. */

import { gettext } from "../../i18n.js";
import { told } from "../state/told.js";
import { h, text } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { copyLine } from "../widgets/layer.js";
import { openSheet } from "../widgets/sheet.js";
import { openRecordings } from "../recordings/sheet.js";
import { destinationList } from "./destinations.js";

export function openOutputs(app) {
  const { view, addresses, ask } = app;
  let stop = () => {};
  const dialog = openSheet(gettext("Outputs"), () => {
    const destinations = destinationList(app);
    const stopList = destinations.watch();
    const upgrade = upgradeLine(ask);
    const stopUpgrade = view.watch(({ upgrade, live }) => [upgrade, live], upgrade.show);
    stop = () => [stopList, stopUpgrade].forEach((end) => end());
    const button = h("button.button", { type: "button", onclick: () => openRecordings(app) }, gettext("Recordings…"));
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
          h("a.button", { href: watch, target: "_blank", rel: "noopener" }, gettext("Open the viewers' page")),
          addresses.people &&
            h(
              "a.button",
              { href: addresses.people, target: "_blank" },
              addresses.private ? gettext("People and watch keys") : gettext("People"),
            ),
        ),
      h("h3.dialog-sub", {}, gettext("Destinations")),
      ...destinations.elements,
      h("div.row", {}, button),
    );
  });
  dialog.addEventListener("close", () => stop());
}

/** Who gets in with the watch address: a private programme's has a key for those who may give one away. */
function whoMayWatch({ private: isPrivate, people }) {
  if (!isPrivate) return gettext("Anyone with this address can watch");
  return people
    ? gettext("Private: anyone with this address can watch until its key ends")
    : gettext("Private: members can watch at this address");
}

/** What is on air from before an upgrade, and the way to replace it; nothing while all is of one version. */
function upgradeLine(ask) {
  const words = h("span", {});
  const button = holdable(
    h(
      "button.button.small",
      { type: "button", title: gettext("Hold for a second; the picture is gone for about two") },
      h("span.ring"),
      gettext("Hold to restart"),
    ),
    () => ask("restart_engine"),
  );
  const line = h("p.row.upgrade", { hidden: true }, words, h("span.spring"), button);
  const show = (upgrade, live) => {
    line.hidden = !upgrade;
    button.disabled = !live;
    text(words, told(upgrade?.text ?? ""));
  };
  return { line, show };
}
