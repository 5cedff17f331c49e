/** The fields of a graphic's form: each shows a value, and is read. */

import { gettext } from "../../i18n.js";
import { attr, h, icon } from "../widgets/h.js";

/** A field: {element, read(): value, write(value)}; `changed` is called while somebody types. */
export function makeField(told, changed, labelled = true) {
  const declared = inWords(told);
  const made = (WIDGETS[declared.widget] ?? WIDGETS.text)(declared, changed);
  const own = ["check", "group", "list"].includes(declared.widget);
  if (labelled && !own) made.element = h("label.field", {}, h("span.label", {}, declared.label), made.element);
  if (declared.help) made.element.title = declared.help;
  return made;
}

/** What a graphic that comes with Tally calls its fields has translations; others say it as they do. */
function inWords({ label = "", help = "", choices, ...rest }) {
  const said = choices?.map(([value, words]) => [value, gettext(words)]);
  return { ...rest, label: gettext(label), help: gettext(help), ...(said && { choices: said }) };
}

const limits = ({ min, max, minlength, maxlength }) => ({ min, max, minlength, maxlength });

function input(type, declared, changed, more = {}) {
  const { label } = declared;
  const props = { type, "aria-label": label, placeholder: label, oninput: changed, ...limits(declared), ...more };
  return h("input.input", props);
}

const WIDGETS = {
  text(declared, changed) {
    const element = input("text", declared, changed);
    return { element, read: () => element.value, write: (value) => (element.value = value ?? "") };
  },
  picture(declared, changed) {
    const element = input("text", declared, changed, { inputmode: "url", placeholder: "https://…" });
    return { element, read: () => element.value.trim(), write: (value) => (element.value = value ?? "") };
  },
  lines(declared, changed) {
    const props = { rows: 2, "aria-label": declared.label, oninput: changed, ...limits(declared) };
    const element = h("textarea.input", props);
    return { element, read: () => element.value, write: (value) => (element.value = value ?? "") };
  },
  number(declared, changed) {
    const element = input("number", declared, changed, { step: declared.type === "integer" ? 1 : "any" });
    const read = () => (element.value === "" ? (declared.default ?? 0) : Number(element.value));
    return { element, read, write: (value) => (element.value = value ?? "") };
  },
  percent(declared, changed) {
    const bounds = { min: declared.min * 100 || undefined, max: declared.max * 100 || undefined };
    const element = input("number", { label: declared.label, ...bounds }, changed, { step: "any" });
    const write = (value) => (element.value = Math.round(value * 1e4) / 100);
    return { element, read: () => Number(element.value) / 100, write };
  },
  check(declared, changed) {
    const box = h("input", { type: "checkbox", onchange: changed });
    const element = h("label.check", {}, box, declared.label);
    return { element, read: () => box.checked, write: (value) => (box.checked = Boolean(value)) };
  },
  choice(declared, changed) {
    const options = declared.choices.map(([, words], at) => h("option", { value: at }, words));
    const element = h("select.input", { "aria-label": declared.label, onchange: changed }, ...options);
    const read = () => declared.choices[Number(element.value)]?.[0];
    const write = (value) => (element.value = declared.choices.findIndex(([one]) => one === value));
    return { element, read, write };
  },
  color(declared, changed) {
    // A colour field of the browser knows no opacity: what the value had stays.
    const element = input("color", declared, changed);
    let rest = "";
    const write = (value = "#000000") => ([element.value, rest] = [value.slice(0, 7), value.slice(7)]);
    return { element, read: () => element.value + rest, write };
  },
  group(declared, changed) {
    const bare = !declared.label; // a row of a list: what stands in it is said by placeholders
    const fields = declared.fields.map((one) => [one, makeField(one, changed, !bare)]);
    const legend = declared.label ? [h("legend", {}, declared.label)] : [];
    const element = h("fieldset.graphic-group", {}, ...legend, ...fields.map(([, { element }]) => element));
    let others = {};
    return {
      element,
      read: () => ({ ...others, ...Object.fromEntries(fields.map(([{ name }, field]) => [name, field.read()])) }),
      write: (value = {}) => {
        others = value ?? {};
        for (const [one, field] of fields) field.write(others[one.name] ?? one.default);
      },
    };
  },
  list: makeList,
};

/** A list: a row each, with buttons that move it and take it away, and one that adds another. */
function makeList(declared, changed) {
  const { item, fewest = 0, most = 100, label } = declared;
  const rows = h("div.graphic-rows", {});
  const add = h(
    "button.button.small",
    { type: "button", onclick: () => append(item.default, true) },
    icon("plus"),
    gettext("Add"),
  );
  const element = h("fieldset.graphic-group.graphic-list", {}, h("legend", {}, label), rows, add);
  const fields = new Map();

  function append(value, byHand = false) {
    const simple = item.widget === "group" ? "" : label;
    const field = makeField({ ...item, label: item.label || simple }, changed, false);
    field.write(structuredClone(value));
    const up = button(gettext("Move up"), "up", () => row.previousSibling?.before(row));
    const away = button(gettext("Remove"), "close", () => (fields.delete(row), row.remove()));
    const row = h("div.graphic-row", {}, field.element, h("span.graphic-row-tools", {}, up, away));
    fields.set(row, field);
    rows.append(row);
    if (byHand) field.element.querySelector("input, textarea, select")?.focus();
    tidy(byHand);
  }

  function button(words, sign, act) {
    const press = () => {
      act();
      tidy(true);
    };
    return h(
      "button.button.quiet.small.icon-only",
      { type: "button", "aria-label": words, title: words, onclick: press },
      icon(sign),
    );
  }

  function tidy(byHand) {
    add.disabled = rows.children.length >= most;
    [...rows.children].forEach((row, at) => {
      const [up, away] = row.querySelector(":scope > .graphic-row-tools").children;
      [up.disabled, away.disabled] = [at === 0, rows.children.length <= fewest];
      attr(row, "aria-label", `${label} ${at + 1}`);
    });
    if (byHand) changed();
  }

  return {
    element,
    read: () => [...rows.children].map((row) => fields.get(row).read()),
    write: (value) => {
      rows.replaceChildren();
      fields.clear();
      for (const one of value ?? []) append(one);
      tidy(false);
    },
  };
}
