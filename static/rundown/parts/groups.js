/** The fields of an item in the order of a producer's questions: what, when, how long, how it looks, how it sounds. */

import { gettext } from "../../i18n.js";
import { html, nothing } from "../lit.js";
import { contentFields, assetChoices, contentChoice } from "./content.js";
import {
  checkField,
  choiceField,
  group,
  labelled,
  lengthField,
  numberField,
  seldom,
  selectOf,
  textField,
} from "./fields.js";
import { whenFields } from "./when.js";

export function groupsFor(form) {
  return [
    what(form),
    group(gettext("When"), whenFields(form)),
    howLong(form),
    picture(form),
    soundOf(form),
    more(form),
  ];
}

function what(form) {
  if (!form.single) return nothing;
  return group(
    gettext("What"),
    textField(form, "name", gettext("Name"), { placeholder: gettext("as its file is called") }),
    contentFields(form),
  );
}

function howLong(form) {
  const hint = gettext("Empty: as long as it is");
  return group(
    gettext("How long"),
    html`<div class="columns">
      ${lengthField(form, "duration_s", gettext("Length by hand"), { empty: null, least: 1, hint })}
      ${numberField(form, "repeat", gettext("Times"), { min: 0, max: 1000, hint: gettext("0: for ever") })}
    </div>`,
  );
}

function picture(form) {
  const scenes = form.show.scenes.map(({ id, name }) => [id, name]);
  const scene = form.show.scenes.find(({ id }) => id === form.value("scene"));
  const slots = Object.keys(scene?.slots ?? {}).map((name) => [name, name]);
  const places = [["", gettext("The first")], ...slots];
  const transition = form.value("transition");
  const kind = transition === undefined ? undefined : (transition?.kind ?? "cut");
  const into = (parts) => form.set("transition", { kind: "cut", duration_ms: 0, ...transition, ...parts });
  const chosen = ({ target }) =>
    into({ kind: target.value, duration_ms: target.value === "cut" ? 0 : transition?.duration_ms || 500 });
  return group(
    gettext("Picture"),
    html`<div class="columns">
        ${choiceField(form, "scene", gettext("In a scene"), [["", gettext("Full picture")], ...scenes])}
        ${slots.length ? choiceField(form, "slot", gettext("Place in it"), places) : nothing}
        ${choiceField(form, "fit", gettext("Fit"), [
          ["contain", gettext("Whole picture")],
          ["cover", gettext("Fill the place")],
          ["stretch", gettext("Stretch")],
        ])}
      </div>
      <div class="columns">
        ${labelled(gettext("Comes with a"), selectOf(transitions(), kind, chosen))}
        ${
          transition && transition.kind !== "cut"
            ? labelled(
                gettext("Lasting, ms"),
                html`<input
                  class="input"
                  type="number"
                  min="40"
                  max="10000"
                  step="20"
                  .value=${String(transition.duration_ms)}
                  @input=${({ target }) => into({ duration_ms: Number(target.value) })}
                />`,
              )
            : nothing
        }
      </div>`,
    overlays(form),
    choiceField(form, "poster", gettext("Picture for sound alone"), [
      ["", gettext("none")],
      ...assetChoices(form, "image"),
    ]),
  );
}

const transitions = () => [
  ["cut", gettext("Cut")],
  ["mix", gettext("Mix")],
  ["dip", gettext("Dip")],
  ["wipe", gettext("Wipe")],
  ["slide", gettext("Slide")],
];

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

function soundOf(form) {
  const captions = [["auto", gettext("As the show has them")], ["off", gettext("Off")]]; // prettier-ignore
  const own = form.value("captions");
  if (own && !["auto", "off"].includes(own)) captions.push([own, gettext("Its own file")]);
  return group(
    gettext("Sound and captions"),
    html`<div class="columns">
      ${numberField(form, "gain_db", gettext("Louder, dB"), { min: -60, max: 12, step: 0.5 })}
      ${choiceField(form, "captions", gettext("Captions"), captions)}
    </div>`,
    checkField(form, "level", gettext("Bring it to the rundown's loudness")),
  );
}

function more(form) {
  const backup = form.value("backup");
  const hint = gettext("Higher wins at one time");
  const colour = html`<input
    class="input"
    type="color"
    .value=${form.value("color") || "#4a5563"}
    @input=${({ target }) => form.set("color", target.value)}
  />`;
  return seldom(
    gettext("Backup, note, colour"),
    Boolean(backup || form.value("note") || form.value("skip")),
    contentChoice(form, "backup", gettext("If it cannot be played"), [["", gettext("Filler, then standby")]]),
    textField(form, "note", gettext("Note"), { long: true }),
    html`<div class="columns">
      ${labelled(gettext("Colour"), colour)}
      ${numberField(form, "priority", gettext("Priority"), { min: 0, max: 100, hint })}
    </div>`,
    checkField(form, "skip", gettext("Leave it out for now")),
  );
}
