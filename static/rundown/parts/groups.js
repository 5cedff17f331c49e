/** The fields of an item in the order of a producer's questions: what, when, how long, how it looks, how it sounds. */

import { gettext } from "../../i18n.js";
import { html, nothing } from "../lit.js";
import { assetChoices, contentChoice, contentFields } from "./content.js";
import { checkField, choiceField, group, labelled, lengthField, numberField, seldom, textField } from "./fields.js";
import { pictureFields } from "./picture.js";
import { whenFields } from "./when.js";

export function groupsFor(form) {
  const when = group(gettext("When"), whenFields(form));
  // A break or a rundown lasts as long as its items, and looks as they do.
  const own = form.items.some(({ content }) => ["break", "rundown"].includes(content.kind));
  const parts = own ? [how(form, []), more(form, false)] : [...ofItsOwn(form), more(form, true)];
  return [what(form), when, ...parts];
}

function ofItsOwn(form) {
  const hint = gettext("Empty: as long as it is");
  const length = lengthField(form, "duration_s", gettext("Length by hand"), { empty: null, least: 1, hint });
  return [how(form, [length]), group(gettext("Picture"), pictureFields(form)), soundOf(form)];
}

function what(form) {
  if (!form.single) return nothing;
  return group(
    gettext("What"),
    textField(form, "name", gettext("Name"), { placeholder: gettext("as its file is called") }),
    contentFields(form),
  );
}

function how(form, length) {
  const least = length.length ? 0 : 1;
  const hint = least ? "" : gettext("0: for ever");
  const times = numberField(form, "repeat", gettext("Times"), { min: least, max: 10_000, hint });
  return group(gettext("How long"), html`<div class="columns">${length} ${times}</div>`);
}

function soundOf(form) {
  const ways = [["auto", gettext("As the show has them")], ["off", gettext("Off")]]; // prettier-ignore
  const captions = [...ways, ...assetChoices(form, "subtitles")];
  const own = form.value("captions");
  if (own && !captions.some(([key]) => key === own)) captions.push([own, gettext("Its own file")]);
  return group(
    gettext("Sound and captions"),
    html`<div class="columns">
      ${numberField(form, "gain_db", gettext("Louder, dB"), { min: -60, max: 12, step: 0.5 })}
      ${choiceField(form, "captions", gettext("Captions"), captions)}
    </div>`,
    checkField(form, "level", gettext("Bring it to the rundown's loudness")),
  );
}

function more(form, own) {
  const backup = form.value("backup");
  const hint = gettext("Higher wins at one time");
  const filler = [["", gettext("Filler, then standby")]];
  const colour = html`<input
    class="input"
    type="color"
    .value=${form.value("color") || "#4a5563"}
    @input=${({ target }) => form.set("color", target.value)}
  />`;
  return seldom(
    gettext("Backup, note, colour"),
    Boolean(backup || form.value("note") || form.value("skip")),
    own ? contentChoice(form, "backup", gettext("If it cannot be played"), filler) : nothing,
    textField(form, "note", gettext("Note"), { long: true }),
    html`<div class="columns">
      ${labelled(gettext("Colour"), colour)}
      ${numberField(form, "priority", gettext("Priority"), { min: -100, max: 100, hint })}
    </div>`,
    checkField(form, "skip", gettext("Leave it out for now")),
  );
}
