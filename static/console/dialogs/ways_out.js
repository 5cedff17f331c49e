/** Where the programme goes: the public page, the destinations, the recording. */

import { h, List, text } from "../h.js";
import { copyLine, openDialog } from "../layer.js";
import { outWorry } from "../panels/bar.js";

export function openWaysOut({ view, addresses }) {
  let stop = () => {};
  const dialog = openDialog("Outputs", () => {
    const rows = h("ul.out-rows", {});
    const empty = h("p.empty", {}, "Outputs run while the show is on air. Start it, then anyone with the address can watch.");
    const list = new List(rows, { make: makeRow, update: showRow });
    stop = view.watch(
      ({ destinations, recording, mode }) => [destinations, recording, mode],
      (destinations, recording, mode) => {
        const running = mode === "off" ? [] : destinations;
        list.show(running);
        empty.hidden = running.length > 0;
      },
    );
    const watch = addresses.watch ? new URL(addresses.watch, location.href).href : null;
    return h(
      "div.dialog-body",
      {},
      watch && copyLine("Anyone with this address can watch", watch),
      watch && h("div.row", {}, h("a.button", { href: watch, target: "_blank", rel: "noopener" }, "Open the viewers' page"), addresses.recordings && h("a.button", { href: addresses.recordings }, "Recordings")),
      h("h3.dialog-sub", {}, "Running now"),
      empty,
      rows,
    );
  });
  dialog.addEventListener("close", () => stop());
}

function makeRow() {
  const parts = { lamp: h("i.lamp"), name: h("b", {}), state: h("span.dim", {}) };
  return Object.assign(h("li.out-row", {}, parts.lamp, parts.name, parts.state), { parts });
}

function showRow({ parts }, { name, state, text: words }) {
  parts.lamp.dataset.worry = outWorry(state);
  text(parts.name, name);
  text(parts.state, words || state);
}
