/** The address at which controllers of graphics play this show, by the OGraf Server API: made, copied once, ended. */

import { gettext, interpolate, language } from "../../i18n.js";
import { attr, h } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { copyLine } from "../widgets/layer.js";
import { openSheet } from "../widgets/sheet.js";

const AT = "graphics-link";
const WARNING = () =>
  gettext(
    "The OGraf Server API knows no passwords. Whoever has the address plays the graphics of this show on air, from " +
      "anywhere that reaches this studio: give it to the controller and to nobody else.",
  );

export function openControllers({ api, notices }) {
  const state = h("div.controllers", { "aria-live": "polite" });
  const make = h("button.button", { type: "button" }, gettext("Make an address"));
  const end = h("button.button.danger", { type: "button" }, h("span.ring"), gettext("Hold to end it"));
  attr(end, "aria-label", gettext("Hold to end the address"));
  const show = ({ on, since, address }) => {
    end.hidden = !on;
    make.textContent = on ? gettext("Make another") : gettext("Make an address");
    attr(make, "title", on ? gettext("The one before ends at once") : "");
    state.replaceChildren(...(address ? fresh(address) : [h("p.hint", {}, on ? standing(since) : EMPTY())]));
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
  return openSheet(gettext("Controllers of graphics"), (close) => layout(state, make, end, close));
}

const EMPTY = () => gettext("There is no address: nobody but this console and the API plays the graphics.");

function standing(since) {
  const day = new Date(since).toLocaleString(language(), { dateStyle: "medium", timeStyle: "short" });
  return interpolate(
    gettext(
      "There is an address, made %(time)s. It was shown then and is kept nowhere; who has lost it makes another.",
    ),
    { time: day },
  );
}

function fresh(address) {
  return [
    copyLine(gettext("Base address of the OGraf Server API"), address),
    h("p.hint", {}, gettext("Copy it now: it is shown this once.")),
  ];
}

function layout(state, make, end, close) {
  return h(
    "div.dialog-body",
    {},
    h("p.hint", {}, WARNING()),
    state,
    h(
      "footer.dialog-foot",
      {},
      end,
      make,
      h("span.spring"),
      h("button.button.primary", { type: "button", onclick: close }, gettext("Done")),
    ),
  );
}
