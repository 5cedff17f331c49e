/** How each language looks: its fields, and a swatch over the programme as it is now. */

import { gettext, interpolate, ngettext } from "../../i18n.js";
import { nameOfLanguage } from "./languages.js";
import { makeSwatch } from "./swatch.js";
import { facts } from "../state/facts.js";
import { fontField } from "../widgets/font.js";
import { h } from "../widgets/h.js";
import { field, select } from "../widgets/layer.js";

const EFFECTS = () => [
  ["none", gettext("None")],
  ["fade", gettext("Fade")],
  ["roll-up", gettext("Roll up")],
  ["typewriter", gettext("Typewriter")],
];
const MOST_LINES = 4;

function lineChoices() {
  const words = (count) => interpolate(ngettext("%(count)s line", "%(count)s lines", count), { count });
  const counted = Array.from({ length: MOST_LINES }, (_, at) => [String(at + 1), words(at + 1)]);
  return [["0", gettext("As the language is read")], ...counted];
}

/** `read()` gives the languages with their styles; `stop()` ends the swatch. */
export function makeLooks(app, { languages }) {
  if (!languages.length)
    return {
      element: h("p.empty", {}, gettext("Choose the languages first: each has a look of its own.")),
      read: () => languages,
      stop: () => {},
    };
  const styles = new Map(languages.map(({ code, style }) => [code, { ...facts.caption_style, ...style }]));
  const swatch = makeSwatch(app);
  const form = h("div.look-fields", {});
  let code = languages[0].code;
  const change = (part) => {
    styles.set(code, { ...styles.get(code), ...part });
    swatch.show(code, styles.get(code));
  };
  const choose = (next) => {
    code = next;
    form.replaceChildren(...fieldsOf(styles.get(code), change));
    swatch.show(code, styles.get(code));
  };
  const which = select(
    languages.map((one) => [one.code, nameOfLanguage(one.code)]),
    code,
    { onchange: ({ target }) => choose(target.value) },
  );
  const give = gettext("Give this look to all languages");
  const toAll = h(
    "button.button",
    { type: "button", onclick: () => copy(styles, code) && (toAll.textContent = gettext("Given to all")) },
    give,
  );
  which.addEventListener("change", () => (toAll.textContent = give));
  choose(code);
  const left = h(
    "div.look-left",
    {},
    field(gettext("Language"), which),
    swatch.element,
    h(
      "p.hint",
      {},
      gettext("The swatch is close; the program monitor shows it exactly, on air as soon as it is saved."),
    ),
    languages.length > 1 && toAll,
  );
  return {
    element: h("div.look", {}, left, form),
    read: () => languages.map((one) => ({ ...one, style: styles.get(one.code) })),
    stop: swatch.stop,
  };
}

/** Everything but what belongs to the script: the font, and how much fits a line. */
function copy(styles, from) {
  const { font: _, lines: __, length: ___, ...look } = styles.get(from);
  for (const [code, style] of styles) styles.set(code, { ...style, ...look });
  return true;
}

function fieldsOf(style, change) {
  const number = (name, { scale = 100, ...more }) =>
    h("input.input", {
      type: "number",
      required: true,
      value: Math.round(style[name] * scale * 100) / 100,
      oninput: ({ target }) => target.validity.valid && change({ [name]: Number(target.value) / scale }),
      ...more,
    });
  const choice = (name, options, read = String) =>
    select(options, String(style[name]), { onchange: ({ target }) => change({ [name]: read(target.value) }) });
  const color = (name) =>
    h("input.input", {
      type: "color",
      value: style[name].slice(0, 7),
      oninput: ({ target }) => change({ [name]: target.value + style[name].slice(7) }),
    });
  return [
    h(
      "div.columns",
      {},
      field(gettext("Size, % of height"), number("size", { min: 1.5, max: 20, step: 0.1 })),
      field(gettext("Text"), color("color")),
      field(
        gettext("Align"),
        choice("align", [
          ["left", gettext("Left")],
          ["center", gettext("Centre")],
          ["right", gettext("Right")],
        ]),
      ),
    ),
    h(
      "div.columns",
      {},
      field(gettext("Outline, %"), number("outline", { min: 0, max: 2, step: 0.1 })),
      field(gettext("Its colour"), color("outline_color")),
      field(gettext("Shadow, %"), number("shadow", { min: 0, max: 2, step: 0.1 })),
    ),
    boxFields(style, change),
    h(
      "div.columns",
      {},
      field(gettext("Lines"), choice("lines", lineChoices(), Number)),
      field(
        gettext("Letters a line"),
        number("length", { scale: 1, min: 0, max: 80, step: 1 }),
        gettext("0: as the language is read"),
      ),
    ),
    h(
      "div.columns",
      {},
      field(gettext("Effect"), choice("effect", EFFECTS())),
      field(
        gettext("Stays, s"),
        number("hold_s", { scale: 1, min: 0, max: 20, step: 0.5 }),
        gettext("when nothing follows"),
      ),
    ),
    field(
      gettext("Font"),
      fontField(style.font, {
        maxlength: 120,
        placeholder: gettext("Noto, in the language’s script"),
        change: (font) => change({ font }),
      }).element,
      gettext("A family installed on the server"),
    ),
  ];
}

/** The box behind the text is a colour and how much of it is seen. */
function boxFields({ box }, change) {
  const ink = h("input.input", { type: "color", value: box.slice(0, 7), oninput: () => tell() });
  const share = h("input.input", {
    type: "number",
    min: 0,
    max: 100,
    step: 5,
    required: true,
    value: Math.round((parseInt(box.slice(7) || "ff", 16) / 255) * 100),
    oninput: () => tell(),
  });
  const tell = () => share.validity.valid && change({ box: withOpacity(ink.value, Number(share.value)) });
  return h("div.columns", {}, field(gettext("Box"), ink), field(gettext("Opacity, %"), share, gettext("0: no box")));
}

/** `#rrggbb` with how opaque it is, 0 to 100. Pure. */
export const withOpacity = (color, percent) =>
  color +
  Math.round((percent / 100) * 255)
    .toString(16)
    .padStart(2, "0");
