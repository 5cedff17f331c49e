/** A line of the sheet of keys: what is done, its key, the way back to the usual one, and what stands against it. */

import { gettext, interpolate } from "../../i18n.js";
import { capOf } from "../state/surface.js";
import { h, icon, text } from "../widgets/h.js";
import { asUsual, combosOf, given, isChanged, losesTo } from "./bindings.js";
import { keysOf } from "./caps.js";
import { deedWords, usualOf } from "./deeds.js";
import { keyField } from "./key_field.js";

export function makeRow(deed, app) {
  const said = h("div.key-said", { role: "alert" });
  const say = (...parts) => said.replaceChildren(...parts);
  const row = { deed, app, say };
  const key = keyField({ pressed: (combo) => wanted(row, combo), refused: (why) => say(why) });
  const reset = h("button.button.quiet.icon-only.small", { type: "button", onclick: () => back(row) }, icon("undo"));
  const usual = usualOf(deed).map((combo) => capOf(combo));
  const words = usual.length ? gettext("The usual key again: %(keys)s") : gettext("No key again");
  reset.title = interpolate(words, { keys: usual.join(", ") });
  reset.setAttribute("aria-label", reset.title);
  const parts = { what: h("span.key-what", {}), hint: h("small", {}), key, reset, caps: h("kbd", {}) };
  const has = h("div.key-has", {}, reset, key.element, parts.caps);
  return Object.assign(h("li.key-row", {}, h("div", {}, parts.what, parts.hint), has, said), { parts });
}

export function showRow({ parts }, deed, { show, editable }) {
  const combos = combosOf(keysOf(show), deed, show);
  text(parts.what, deed.words);
  text(parts.hint, deed.hint);
  parts.key.show(combos, deed.words);
  parts.key.element.hidden = !editable;
  text(parts.caps, combos.map((combo) => capOf(combo)).join(", "));
  parts.caps.hidden = editable || !combos.length;
  parts.reset.hidden = !editable || !isChanged(keysOf(show), deed);
}

/** A key was pressed for it: it is stored at once, unless something else would lose it. */
function wanted({ deed, app, say }, combo) {
  const { show } = app.view.value;
  const keys = keysOf(show);
  if (!combo && deed.do === "scene") return say(gettext("A scene always has a number or a key: press another."));
  const loser = combo && losesTo(deed, keys, combo, show);
  const store = () => stored(app, say, given(keysOf(app.view.value.show), deed, combo));
  return loser ? ask(say, combo, loser, show, store) : store();
}

function back({ deed, app, say }) {
  const { show } = app.view.value;
  const keys = keysOf(show);
  const combo = usualOf(deed).find((one) => losesTo(deed, keys, one, show));
  const store = () => stored(app, say, asUsual(keysOf(app.view.value.show), deed));
  return combo ? ask(say, combo, losesTo(deed, keys, combo, show), show, store) : store();
}

function ask(say, combo, loser, show, store) {
  const name = deedWords(loser, show);
  const words = loser.takes
    ? gettext("%(keys)s is taken: with Shift, a key that lines up takes as well. It is “%(name)s”.")
    : gettext("%(keys)s is taken: it is “%(name)s”.");
  const take = interpolate(gettext("Take it from “%(name)s”"), { name });
  say(
    h("span", {}, interpolate(words, { keys: capOf(combo), name })),
    h("button.button.small", { type: "button", onclick: store }, take),
    h("button.button.quiet.small", { type: "button", onclick: () => say() }, gettext("Leave it")),
  );
}

async function stored({ api }, say, keys) {
  say();
  try {
    await api.patch("", { surface: { keys } });
  } catch (error) {
    say(error.message);
  }
}
