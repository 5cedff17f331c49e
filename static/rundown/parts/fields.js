/** The plain fields that sheets are made of. `form` has `value(name)` and `set(name, value, wrong)`. */

import { gettext, interpolate } from "../../i18n.js";
import { html, live, nothing } from "../lit.js";
import { secondsOf, typedText } from "../plain/moments.js";

const SEVERAL = () => gettext("several values");

export function labelled(words, control, hint) {
  return html`<label class="field"
    ><span class="label">${words}</span>${control}${hint ? html`<span class="hint">${hint}</span>` : nothing}</label
  >`;
}

export function textField(form, name, words, { hint = "", placeholder = "", long = false } = {}) {
  const value = form.value(name);
  const usual = value === undefined ? SEVERAL() : placeholder;
  const take = ({ target }) => form.set(name, target.value);
  if (long)
    return labelled(
      words,
      html`<textarea
        class="input"
        rows="3"
        placeholder=${usual}
        .value=${live(value ?? "")}
        @input=${take}
      ></textarea>`,
      hint,
    );
  return labelled(
    words,
    html`<input class="input" placeholder=${usual} .value=${live(value ?? "")} @input=${take} />`,
    hint,
  );
}

export function numberField(form, name, words, { min, max, step = 1, hint = "" } = {}) {
  const value = form.value(name);
  return labelled(
    words,
    html`<input
      class="input"
      type="number"
      min=${min ?? nothing}
      max=${max ?? nothing}
      step=${step}
      placeholder=${value === undefined ? SEVERAL() : ""}
      .value=${live(value ?? "")}
      @input=${({ target }) => target.value !== "" && form.set(name, Number(target.value))}
    />`,
    hint,
  );
}

/** A length, typed as 90, 1:30 or 1:02:03; empty where nothing is said, if that is allowed. */
export function lengthField(form, name, words, { hint = "", empty = "", least = 0 } = {}) {
  const value = form.value(name);
  const take = ({ target }) => {
    const text = target.value.trim();
    const seconds = text === "" ? (empty === null ? null : 0) : secondsOf(text);
    if (text !== "" && seconds === null)
      return form.set(name, null, interpolate(gettext("%(name)s: expected 90, 1:30 or 1:02:03."), { name: words }));
    if (seconds !== null && text !== "" && seconds < least)
      return form.set(name, null, interpolate(gettext("%(name)s: at least one second."), { name: words }));
    form.set(name, seconds);
  };
  const shown = value === undefined ? "" : !value && empty !== "" ? "" : typedText(value);
  return labelled(
    words,
    html`<input
      class="input"
      inputmode="numeric"
      placeholder=${value === undefined ? SEVERAL() : "0:00"}
      .value=${shown}
      @change=${take}
    />`,
    hint,
  );
}

/** `options` are pairs of a value and its words. */
export function choiceField(form, name, words, options, { hint = "" } = {}) {
  const value = form.value(name);
  const take = ({ target }) => form.set(name, options[target.selectedIndex - (value === undefined ? 1 : 0)][0]);
  return labelled(words, selectOf(options, value, take), hint);
}

export function selectOf(options, value, take) {
  return html`<select class="input" @change=${take}>
    ${value === undefined ? html`<option selected disabled>${SEVERAL()}</option>` : nothing}
    ${options.map(([key, words]) => html`<option value=${key} ?selected=${key === value}>${words}</option>`)}
  </select>`;
}

export function checkField(form, name, words) {
  const value = form.value(name);
  return html`<label class="check"
    ><input
      type="checkbox"
      .checked=${live(value === true)}
      .indeterminate=${value === undefined}
      @change=${({ target }) => form.set(name, target.checked)}
    />${words}</label
  >`;
}

export function group(title, ...fields) {
  return html`<details class="group" open>
    <summary>${title}</summary>
    <div class="group-fields">${fields}</div>
  </details>`;
}

/** A group that is seldom needed: closed until something in it is set. */
export function seldom(title, set, ...fields) {
  return html`<details class="group" ?open=${set}>
    <summary>${title}</summary>
    <div class="group-fields">${fields}</div>
  </details>`;
}
