/** The address at which controllers of graphics play this show, by the OGraf Server API: made, copied once, ended. */

import { attr, h } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { copyLine } from "../widgets/layer.js";
import { openSheet } from "../widgets/sheet.js";

const AT = "graphics-link";
const WARNING =
  "The OGraf Server API knows no passwords. Whoever has the address plays the graphics of this show on air, from " +
  "anywhere that reaches this studio: give it to the controller and to nobody else.";

export function openControllers({ api, notices }) {
  const state = h("div.controllers", { "aria-live": "polite" });
  const make = h("button.button", { type: "button" }, "Make an address");
  const end = h("button.button.danger", { type: "button" }, h("span.ring"), "Hold to end it");
  attr(end, "aria-label", "Hold to end the address");
  const show = ({ on, since, address }) => {
    end.hidden = !on;
    make.textContent = on ? "Make another" : "Make an address";
    attr(make, "title", on ? "The one before ends at once" : "");
    state.replaceChildren(...(address ? fresh(address) : [h("p.hint", {}, on ? standing(since) : EMPTY)]));
  };
  const told = async (ask) => {
    try {
      show((await ask()) ?? { on: false });
    } catch (error) {
      notices.say(error.message, "warning");
    }
  };
  make.addEventListener("click", () => told(() => api.post(AT, {})));
  holdable(end, () => told(async () => void (await api.remove(AT))));
  told(() => api.get(AT));
  return openSheet("Controllers of graphics", (close) => layout(state, make, end, close));
}

const EMPTY = "There is no address: nobody but this console and the API plays the graphics.";

function standing(since) {
  const day = new Date(since).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  return `There is an address, made ${day}. It was shown then and is kept nowhere; who has lost it makes another.`;
}

function fresh(address) {
  return [
    copyLine("Base address of the OGraf Server API", address),
    h("p.hint", {}, "Copy it now: it is shown this once."),
  ];
}

function layout(state, make, end, close) {
  return h(
    "div.dialog-body",
    {},
    h("p.hint", {}, WARNING),
    state,
    h(
      "footer.dialog-foot",
      {},
      end,
      make,
      h("span.spring"),
      h("button.button.primary", { type: "button", onclick: close }, "Done"),
    ),
  );
}
