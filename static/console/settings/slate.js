/** What viewers see in place of a source that is lost: fields for the sheet of the show's settings. */

import { gettext } from "../../i18n.js";
import { facts } from "../state/facts.js";
import { formOf } from "../widgets/form.js";
import { h } from "../widgets/h.js";

/**
 * `element`, and `read(api, follow)`: what is to be saved as the show's `slate`, or null where nothing was changed.
 * A picture that was chosen is uploaded while it is read.
 */
export function slateFields(show) {
  const slate = show.slate ?? {};
  const form = formOf(facts.slate_fields, slate, show);
  const words = gettext("Viewers see this where a source has no picture; never its name, and never what is wrong.");
  const element = h(
    "fieldset.slate-settings",
    {},
    h("legend.label", {}, gettext("When a source is lost")),
    h("p.hint", {}, words),
    ...form.elements,
  );
  return { element, read: async (api, follow) => changed(slate, await form.read(api, follow)) };
}

/** The parts that are other ones now, or null. Pure. */
export function changed(slate, values) {
  const found = Object.entries(values).filter(
    ([name, value]) => value !== undefined && value !== (slate[name] ?? null),
  );
  const told = found.filter(([name, value]) => value !== null || slate[name]);
  return told.length ? Object.fromEntries(told) : null;
}
