/** What a monitor says of its bus beside the scene's name. Pure. */

import { gettext, interpolate } from "../../i18n.js";
import { kindOf } from "../state/facts.js";

/** The words over a bus, `program` or `preview`; "" for nothing to say. Rehearsing (ways out closed) is said always. */
export function busNote(bus, { desk, mode, rehearsing }) {
  if (mode !== "air") return "";
  const now = bus === "program" ? onProgram(desk) : onPreview(desk);
  return now || (rehearsing ? gettext("Rehearsal") : "");
}

function onProgram({ ftb, running }) {
  if (ftb.on) return gettext("Faded to black");
  return running ? under(running.kind) : "";
}

/** While a transition runs, what preview shows is on its way to air. */
function onPreview({ rehearsal, running }) {
  if (running) return gettext("Going on air");
  if (!rehearsal) return "";
  return interpolate(gettext("Trying: %(kind)s"), { kind: label(rehearsal.kind) });
}

const label = (kind) => gettext(kindOf("transitions", kind)?.label ?? kind);

const under = (kind) => interpolate(gettext("%(transition)s…"), { transition: label(kind) });
