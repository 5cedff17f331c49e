/** How an overlay comes and goes, and whether it goes by itself: fields of its sheet. */

import { gettext } from "../../i18n.js";
import { h } from "../widgets/h.js";
import { field, select } from "../widgets/layer.js";

const KINDS = () => [
  ["none", gettext("At once")],
  ["fade", gettext("Fade")],
  ["slide", gettext("Slide")],
  ["wipe", gettext("Wipe")],
];
const EDGES = () => [
  ["auto", gettext("Nearest edge")],
  ["left", gettext("Left")],
  ["right", gettext("Right")],
  ["up", gettext("Top")],
  ["down", gettext("Bottom")],
];

export function motionFields(overlay) {
  const [enter, leave] = [motion(overlay?.enter), motion(overlay?.leave)];
  const off = h("input.input", { type: "number", min: 0, max: 86400, step: "any", value: overlay?.auto_off_s ?? 0 });
  const element = h(
    "fieldset.overlay-motion",
    {},
    h("legend.label", {}, gettext("Coming and going")),
    h("div.columns", {}, ...enter.fields(gettext("Comes"), gettext("From"))),
    h("div.columns", {}, ...leave.fields(gettext("Goes"), gettext("To"))),
    field(gettext("Goes by itself after, s"), off, gettext("0: it stays until it is switched off")),
  );
  return { element, read: () => ({ enter: enter.read(), leave: leave.read(), auto_off_s: Number(off.value) }) };
}

function motion({ kind = "none", duration_ms = 400, direction = "auto" } = {}) {
  const [how, edge] = [select(KINDS(), kind), select(EDGES(), direction)];
  const lasts = h("input.input", { type: "number", min: 0, max: 5000, step: 50, value: duration_ms });
  return {
    fields: (does, way) => [field(does, how), field(gettext("In, ms"), lasts), field(way, edge)],
    read: () => ({ kind: how.value, duration_ms: Number(lasts.value), direction: edge.value }),
  };
}
