/** What a rundown plays beside its items: films at its beginning and end, and ad breaks between two of them. */

import { gettext } from "../../i18n.js";
import { html } from "../lit.js";
import { assetChoices, spotList } from "./content.js";
import { lengthField, numberField, selectOf } from "./fields.js";

const NONE = { items: [], every_s: 600, first_s: null, take: 0 };

/** Files in their order, under a setting that is a list of contents. */
export function filesField(form, name, words) {
  const files = form.value(name) ?? [];
  const nameOf = ({ asset }) => form.assets.find(({ id }) => id === asset)?.name ?? asset;
  const add = ({ target }) => {
    if (target.value) form.set(name, [...files, { kind: "asset", asset: target.value, in_s: 0, out_s: 0 }]);
    target.selectedIndex = 0;
  };
  const without = (at) =>
    form.set(
      name,
      files.filter((_, index) => index !== at),
    );
  const line = (one, at) =>
    html`<li>
      <span>${nameOf(one)}</span>
      <button type="button" class="button small" @click=${() => without(at)}>${gettext("Take out")}</button>
    </li>`;
  return html`<div class="field" data-files=${name}>
    <span class="label">${words}</span>
    <ol class="spots">
      ${files.map(line)}
    </ol>
    ${selectOf([["", gettext("One more…")], ...lasting(form)], "", add)}
  </div>`;
}

/** When breaks come by themselves, and what they play. */
export function breakFields(form) {
  const rule = form.value("breaks") ?? NONE;
  const put = (parts) => form.set("breaks", { ...rule, ...parts });
  const own = { value: (name) => rule[name] ?? 0, set: (name, now) => put({ [name]: now }) };
  const first = { ...own, set: (name, now) => put({ [name]: now || null }) };
  const files = lasting(form);
  const spots = { words: gettext("Plays: all of it, or nothing"), files, least: 0 };
  return html`<div class="columns">
      ${lengthField(own, "every_s", gettext("A break every"), { hint: gettext("0: only when it is called for") })}
      ${lengthField(first, "first_s", gettext("The first after"), { hint: gettext("0: as the others") })}
      ${numberField(own, "take", gettext("Spots each time"), { min: 0, max: 100, hint: gettext("0: all of them") })}
    </div>
    <div data-files="breaks">${spotList(form, rule.items, (items) => put({ items }), spots)}</div>`;
}

/** A draft of settings as it is stored: a break without spots is none. */
export function stored(draft) {
  return draft.breaks?.items.length === 0 ? { ...draft, breaks: null } : draft;
}

const lasting = (form) => [...assetChoices(form, "video"), ...assetChoices(form, "audio")];
