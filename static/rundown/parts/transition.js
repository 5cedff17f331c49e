/** How an item comes on: the kinds that the mixer has, and for each what it uses. */

import { gettext } from "../../i18n.js";
import { facts } from "../../console/state/facts.js";
import { LONGEST_MS, waysOf, wayWords } from "../../console/take/way.js";
import { html, live, nothing } from "../lit.js";
import { chosenKind, kindsOf, usesOf } from "../plain/transitions.js";
import { labelled, selectOf } from "./fields.js";

export function transitionFields(form) {
  const now = form.value("transition");
  const known = facts.kinds.transitions;
  const into = (parts) => form.set("transition", { ...now, ...parts });
  const choose = ({ target }) => form.set("transition", chosenKind(now, target.value, known));
  const uses = usesOf(now, known);
  return html`${labelled(gettext("Comes with a"), selectOf(kindsOf(known, gettext), now?.kind, choose))}
  ${uses.includes("duration") ? labelled(gettext("Lasting, ms"), lasting(now, into)) : nothing}
  ${uses.includes("film") ? film(form, now, into) : nothing}
  ${uses.includes("direction") ? labelled(gettext("Direction"), direction(now, uses, into)) : nothing}
  ${uses.includes("softness") ? labelled(gettext("Softness, %"), softness(now, into)) : nothing}
  ${uses.includes("color") ? labelled(gettext("Through the colour"), color(now, into)) : nothing}`;
}

function lasting(now, into) {
  return html`<input
    class="input"
    type="number"
    min="40"
    max=${LONGEST_MS}
    step="20"
    .value=${live(String(now.duration_ms ?? 0))}
    @input=${({ target }) => into({ duration_ms: Number(target.value) })}
  />`;
}

/** A source of the show. Without one it is the film that is set on the console when the item comes. */
function film(form, now, into) {
  const films = [["", gettext("the one set on the console")], ...form.show.sources.map(({ id, name }) => [id, name])];
  const cut = html`<input
    class="input"
    type="number"
    min="0"
    max=${LONGEST_MS}
    step="20"
    .value=${live(String(now.cut_ms ?? 500))}
    @input=${({ target }) => into({ cut_ms: Number(target.value) })}
  />`;
  return html`${labelled(
    gettext("Film"),
    selectOf(films, now.film ?? "", ({ target }) => into({ film: target.value })),
  )}
  ${now.film ? labelled(gettext("Cut at, ms"), cut) : nothing}`;
}

function direction(now, uses, into) {
  const ways = waysOf(uses).map((one) => [one, wayWords(one)]);
  return selectOf(ways, now.direction ?? "left", ({ target }) => into({ direction: target.value }));
}

function softness(now, into) {
  return html`<input
    class="input"
    type="number"
    min="0"
    max="100"
    step="5"
    .value=${live(String(Math.round((now.softness ?? 0) * 100)))}
    @input=${({ target }) => into({ softness: Math.min(100, Math.max(0, Number(target.value))) / 100 })}
  />`;
}

function color(now, into) {
  return html`<input
    class="input"
    type="color"
    .value=${(now.color ?? "#000000").slice(0, 7)}
    @input=${({ target }) => into({ color: target.value })}
  />`;
}
