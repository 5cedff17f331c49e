/** What stands in for a source, in a director's words. Pure. */

import { gettext, interpolate } from "../../i18n.js";
import { told } from "./told.js";

/** `→ backup address: no data for 1.2 s` while another shows in a source's place; else nothing. */
export function standingText(chain) {
  if (!chain?.step) return chain?.held ? gettext("held: its fallback is off") : "";
  const name = nameOf(chain.steps[chain.step]);
  const why = told(chain.why ?? "");
  const words = why ? gettext("→ %(name)s: %(why)s") : gettext("→ %(name)s");
  const heldWords = why ? gettext("→ %(name)s: %(why)s (held)") : gettext("→ %(name)s (held)");
  return interpolate(chain.held ? heldWords : words, { name, why });
}

const SLATE = gettext("slate");
const NAMES = { "backup address": gettext("backup address"), file: gettext("file"), picture: gettext("picture") };

/** What stands in as one calls it: other sources by their own name, the rest by what they are. */
function nameOf(step) {
  if (!step) return gettext("another");
  if (step.kind === "slate") return SLATE;
  return step.kind === "input" ? (NAMES[step.name] ?? step.name) : step.name;
}

/** What can be asked of a chain just now: `[words, to]` pairs, the one that is pressed most first. */
export function choices(chain) {
  if (!chain) return [];
  const found = [];
  if (chain.step) found.push([gettext("Back now"), "main"]);
  if (chain.held) found.push([gettext("Automatic"), "auto"]);
  else if (chain.step) found.push([gettext("Hold"), String(chain.step)]);
  return found;
}

function showWords(step) {
  const words = step.fit ? gettext("Show the %(name)s") : gettext("Show the %(name)s (not there)");
  return interpolate(words, { name: nameOf(step) });
}

/** Every place of a chain, for a menu: `[words, to, chosen]`. */
export function places(chain) {
  const steps = (chain?.steps ?? []).map((one, step) => [
    step ? showWords(one) : gettext("Stay with the source"),
    String(step),
    chain.held && chain.step === step,
  ]);
  return steps.length ? [...steps, [gettext("By its rules"), "auto", !chain.held]] : [];
}
