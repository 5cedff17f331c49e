/** How an item looks: alone or in a place of a scene, and what stands over it. */

import { gettext } from "../../i18n.js";
import { html, nothing } from "../lit.js";
import { assetChoices } from "./content.js";
import { choiceField, labelled, selectOf } from "./fields.js";
import { transitionFields } from "./transition.js";

export function pictureFields(form) {
  const none = [["", gettext("none")]];
  return [
    html`<div class="columns">${placeFields(form)} ${choiceField(form, "fit", gettext("Fit"), FITS())}</div>`,
    html`<div class="columns">${transitionFields(form)}</div>`,
    overlays(form),
    choiceField(form, "poster", gettext("Picture for sound alone"), [...none, ...assetChoices(form, "image")]),
  ];
}

const FITS = () => [
  ["contain", gettext("Whole picture")],
  ["cover", gettext("Fill the place")],
  ["stretch", gettext("Stretch")],
];

/** A scene goes with one of its places: the first, until another is chosen. */
function placeFields(form) {
  const { scenes } = form.show;
  const none = [["", gettext("Full picture")]];
  const choose = ({ target }) => form.put({ scene: target.value, slot: slotsOf(form, target.value)[0] ?? "" });
  const all = [...none, ...scenes.map(({ id, name }) => [id, name])];
  const slots = slotsOf(form, form.value("scene")).map((name) => [name, name]);
  return html`${labelled(gettext("In a scene"), selectOf(all, form.value("scene"), choose))}
  ${slots.length ? choiceField(form, "slot", gettext("Place in it"), slots) : nothing}`;
}

function slotsOf({ show }, id) {
  const scene = show.scenes.find((one) => one.id === id);
  const layout = show.layouts.find((one) => one.id === scene?.layout);
  return (layout?.slots ?? []).map(({ name }) => name);
}

/** Overlays that are on while the item is, with texts of its own. */
function overlays(form) {
  const bound = form.value("overlays");
  if (bound === undefined || !form.show.overlays.length) return nothing;
  const of = (id) => bound.find((one) => one.overlay === id);
  const put = (id, fields) =>
    form.set("overlays", [...bound.filter((one) => one.overlay !== id), ...(fields ? [{ overlay: id, fields }] : [])]);
  const line = ({ id, name, fields }) => {
    const own = of(id);
    const texts = Object.entries(fields ?? {});
    return html`<label class="check"
        ><input
          type="checkbox"
          .checked=${Boolean(own)}
          @change=${({ target }) => put(id, target.checked ? {} : null)}
        />${name}</label
      >
      ${
        own
          ? texts.map(
              ([key, usual]) =>
                html`<input
                  class="input indented"
                  aria-label=${`${name}: ${key}`}
                  placeholder=${usual || key}
                  .value=${own.fields[key] ?? ""}
                  @input=${({ target }) => put(id, { ...own.fields, [key]: target.value })}
                />`,
            )
          : nothing
      }`;
  };
  return html`<div class="field">
    <span class="label">${gettext("Overlays with it")}</span>${form.show.overlays.map(line)}
  </div>`;
}
