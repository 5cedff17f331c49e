/** A form drawn from what a kind declares of its fields: {name, label, widget, default, min, max, choices, …}. */

import { gettext, interpolate } from "../../i18n.js";
import { fontField } from "./font.js";
import { h } from "./h.js";
import { field, select } from "./layer.js";

const TALL = new Set(["asset", "address", "preset", "lines"]);
const ACCEPT = {
  video: "video/*,.mkv,.ts,.flv",
  audio: "audio/*",
  image: "image/*",
  bundle: ".zip,application/zip",
  document: ".pdf,.pptx,.odp,.docx,.odt,.xlsx,.ods,.txt,.md",
};

/**
 * The elements of the form, and `read(api, follow)`: the values as the API takes them, uploaded files by their asset.
 * `draft` are the values so far, `show` the one whose parts may be chosen. Throws what is missing, in words.
 */
export function formOf(fields, draft, show) {
  const asked = fields.map((declared) => ({
    declared,
    ...WIDGETS[declared.widget](declared, valueOf(declared, draft), show),
  }));
  for (const one of asked) one.fills?.(asked);
  return {
    elements: inRows(asked),
    elementOf: (name) => asked.find(({ declared }) => declared.name === name)?.element,
    gone: () => asked.forEach((one) => one.gone?.()), // what was given is not valid any more
    read: async (api, follow) => {
      const values = {};
      for (const { declared, read } of asked)
        if (!declared.group) values[declared.name] = await read(api, follow, draft);
      for (const group of new Set(fields.map((one) => one.group).filter(Boolean)))
        Object.assign(values, await chosenOf(asked, group, api, follow, draft));
      return values;
    },
  };
}

function valueOf({ name, widget, default: usual = "" }, draft) {
  if (draft[name] !== undefined) return draft[name];
  return widget === "zone" ? (Intl.DateTimeFormat().resolvedOptions().timeZone ?? usual) : usual;
}

/** Small fields stand side by side, colours too; files and addresses have a line of their own. */
function inRows(asked) {
  const rows = [];
  let before = "";
  for (const { declared, element, label = true } of asked) {
    const shown = label ? field(gettext(declared.label), element, declared.help && gettext(declared.help)) : element;
    const place = TALL.has(declared.widget) ? "line" : declared.widget === "color" ? "colours" : "small";
    if (place === "line") rows.push(shown);
    else if (place === before) rows.at(-1).append(shown);
    else rows.push(h("div.columns", {}, shown));
    before = place;
  }
  return rows;
}

/** Of a group exactly one is filled in: a chosen file wins over an address, an address over what was there. */
async function chosenOf(asked, group, api, follow, draft) {
  const members = asked.filter(({ declared }) => declared.group === group);
  const without = (name) => {
    const others = members.map(({ declared }) => declared.name).filter((one) => one !== name && draft[one]);
    return Object.fromEntries(others.map((one) => [one, null]));
  };
  for (const { declared, filled, read } of members)
    if (filled()) return { [declared.name]: await read(api, follow, draft), ...without(declared.name) };
  const kept = members.find(({ declared, cleared }) => draft[declared.name] && !cleared?.());
  if (kept) return { [kept.declared.name]: draft[kept.declared.name] };
  throw new Error(firstWords(members[0].declared));
}

const firstWords = ({ label }) => interpolate(gettext("%(field)s first."), { field: gettext(label) });
const choicesOf = ({ choices }) => choices.map(([value, words]) => [value, gettext(words)]);
const hintOf = ({ hints }, value) => (hints?.[value] ? gettext(hints[value]) : "");

/** What a preset says of other fields stands in them from now on; what it leaves open is emptied. */
function fillIn(declared, value, asked, hint) {
  hint.textContent = hintOf(declared, value);
  for (const [name, filled] of Object.entries(declared.fills?.[value] ?? {}))
    asked.find((one) => one.declared.name === name).element.value = filled;
}

const bounds = ({ min, max, minlength, maxlength, placeholder }) => ({ min, max, minlength, maxlength, placeholder });

function typed(type, declared, value, more = {}) {
  return h("input.input", { type, value, required: Boolean(declared.minlength), ...bounds(declared), ...more });
}

/** Each widget: what is shown, how it is read, and whether somebody has filled it in. */
const WIDGETS = {
  text: (declared, value) => {
    const element = typed("text", declared, value);
    return { element, read: () => element.value };
  },
  lines: (declared, value) => {
    const props = { rows: 2, spellcheck: false, ...bounds(declared) };
    const element = h("textarea.input.lines", props, value);
    return { element, read: () => element.value };
  },
  address: (declared, value) => {
    const required = declared.default === undefined;
    const element = typed("text", declared, value, { inputmode: "url", required });
    const read = () => element.value.trim();
    return { element, read, filled: () => read() && read() !== value, cleared: () => !read() };
  },
  zone: (declared, value) => {
    const id = `zones-${declared.name}`;
    const zones = (Intl.supportedValuesOf?.("timeZone") ?? []).map((one) => h("option", { value: one }));
    const input = typed("text", declared, value, { required: true, list: id });
    const element = h("span.with-list", {}, input, h("datalist", { id }, ...zones));
    return { element, read: () => input.value.trim() };
  },
  font: (declared, value) => {
    const { element, input } = fontField(value, bounds(declared));
    return { element, read: () => input.value.trim() };
  },
  number: (declared, value) => {
    const element = typed("number", declared, value, { step: "any", required: true });
    return { element, read: () => Number(element.value) };
  },
  percent: (declared, value) => {
    const hundred = (share) => Math.round(share * 1000) / 10;
    const [min, max] = [declared.min, declared.max].map((limit) => (limit === undefined ? undefined : hundred(limit)));
    const element = typed("number", { ...declared, min, max }, hundred(value), { step: 0.5, required: true });
    return { element, read: () => Number(element.value) / 100 };
  },
  check: ({ label }, value) => {
    const box = h("input", { type: "checkbox", checked: value });
    return { element: h("label.check", {}, box, gettext(label)), label: false, read: () => box.checked };
  },
  choice: (declared, value) => {
    const element = select(choicesOf(declared), value);
    return { element, read: () => element.value };
  },
  source: (_, value, { sources }) => {
    const element = select(
      sources.map(({ id, name }) => [id, name]),
      value || sources[0]?.id,
      { required: true },
    );
    const read = () => {
      if (!element.value) throw new Error(gettext("Add a source first."));
      return element.value;
    };
    return { element, read };
  },
  preset: (declared, value) => {
    const element = select(choicesOf(declared), value);
    const hint = h("span.hint", {}, hintOf(declared, value));
    const fills = (asked) => element.addEventListener("change", () => fillIn(declared, element.value, asked, hint));
    return { element: h("span.preset", {}, element, hint), read: () => element.value, fills };
  },
  secret: (declared) => {
    const input = h("input.input", {
      type: "password",
      autocomplete: "new-password",
      placeholder: declared.given ? gettext("Given. Type to replace it") : "",
      spellcheck: false,
    });
    const state = { forget: false };
    const forget = h("button.button.small", { type: "button", hidden: !declared.given }, gettext("Forget it"));
    const say = (words, gone) => {
      input.placeholder = words;
      Object.assign(state, { forget: gone });
      forget.hidden = true;
    };
    forget.addEventListener("click", () => say(gettext("Forgotten when you save"), true));
    const gone = () => declared.given && say(gettext("Give it again: it stays with its server"), false);
    return {
      element: h("span.row", {}, input, forget),
      gone,
      read: () => input.value.trim() || (state.forget ? null : ""),
    };
  },
  color: (declared, value) => {
    // A colour field of the browser knows no opacity: what the value had stays.
    const element = h("input.input", { type: "color", value: value.slice(0, 7) });
    return { element, read: () => element.value + value.slice(7) };
  },
  asset: ({ name, label, accepts, default: usual }, value) => {
    const input = h("input.input", { type: "file", accept: accepts.map((kind) => ACCEPT[kind]).join() });
    const words = gettext("Without it");
    const without = h("input", { type: "checkbox", "aria-label": words });
    const optional = usual !== undefined && value;
    const element = optional ? h("span.row", {}, input, h("label.check", {}, without, words)) : input;
    const read = async (api, follow, draft) => {
      if (input.files.length) return (await api.upload(input.files[0], follow, accepts.includes("bundle"))).id;
      if (without.checked) return null;
      if (draft[name]) return draft[name];
      if (usual !== undefined) return undefined;
      throw new Error(firstWords({ label }));
    };
    return { element, read, filled: () => input.files.length > 0 };
  },
};
