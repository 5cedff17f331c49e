/** Just enough DOM: make an element, keep a list in step, touch nothing that is right already. */

/** `h("button.take.big", {onclick, "aria-label": "Cut"}, "CUT")` */
export function h(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(props)) give(element, key, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function give(element, key, value) {
  if (value === undefined || value === null || value === false) return;
  if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
  else if (key === "data") Object.assign(element.dataset, value);
  else if (["value", "checked", "selected", "disabled", "textContent"].includes(key)) element[key] = value;
  else element.setAttribute(key, value === true ? "" : value);
}

export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

export function attr(element, name, value) {
  const now = String(value);
  if (element.getAttribute(name) !== now) element.setAttribute(name, now);
}

export function toggle(element, name, on) {
  if (element.hasAttribute(name) !== Boolean(on)) element.toggleAttribute(name, Boolean(on));
}

/** Keep children of `parent` in step with items: one element an item, made once by its key, then updated in place. */
export class List {
  /** `before`: an element of `parent` that stays behind the list, such as an "add" tile. */
  constructor(parent, { key = (item) => item.id, make, update = () => {}, before = null }) {
    Object.assign(this, { parent, key, make, update, before });
    this.elements = new Map();
  }

  show(items) {
    this.#dropAllBut(new Set(items.map(this.key)));
    let following = this.before;
    for (const [at, item] of [...items.entries()].reverse()) {
      const element = this.#elementOf(item);
      this.update(element, item, at);
      if (element.parentElement !== this.parent || element.nextElementSibling !== following)
        this.parent.insertBefore(element, following);
      following = element;
    }
  }

  #elementOf(item) {
    const key = this.key(item);
    if (!this.elements.has(key)) this.elements.set(key, this.make(item));
    return this.elements.get(key);
  }

  #dropAllBut(keys) {
    for (const [key, element] of this.elements) {
      if (keys.has(key)) continue;
      element.remove();
      this.elements.delete(key);
    }
  }
}

const SVG = "http://www.w3.org/2000/svg";
export const ICONS = {
  more: "M4 8h.01M8 8h.01M12 8h.01",
  plus: "M8 3v10M3 8h10",
  fold: "M4 6l4 4 4-4",
  undo: "M6 3L2.5 6.5 6 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7",
  redo: "M10 3l3.5 3.5L10 10M13 6.5H6.5a3.5 3.5 0 0 0 0 7H9",
  list: "M3 4h10M3 8h10M3 12h6",
  play: "M5 3l8 5-8 5z",
  pause: "M5.5 3v10M10.5 3v10",
  close: "M4 4l8 8M12 4l-8 8",
  lock: "M4 7.5h8v5.5H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  unlock: "M4 7.5h8v5.5H4zM5.5 7.5V5a2.5 2.5 0 0 1 4.8-1",
  sound: "M3 6.2v3.6h2.2L8.5 12.5v-9L5.2 6.2zM10.5 6a3 3 0 0 1 0 4M12.3 4.4a5.3 5.3 0 0 1 0 7.2",
  silent: "M3 6.2v3.6h2.2L8.5 12.5v-9L5.2 6.2zM11 6.2l3 3.6M14 6.2l-3 3.6",
  left: "M13 8H3M7 4L3 8l4 4",
  right: "M3 8h10M9 4l4 4-4 4",
  up: "M8 13V3M4 7l4-4 4 4",
  down: "M8 3v10M4 9l4 4 4-4",
  "up-left": "M12 12L4.5 4.5M4.5 10V4.5H10",
  "up-right": "M4 12l7.5-7.5M6 4.5h5.5V10",
  "down-left": "M12 4l-7.5 7.5M10 11.5H4.5V6",
  "down-right": "M4 4l7.5 7.5M11.5 6v5.5H6",
  swap: "M3 5.5h9M9.5 3L12 5.5 9.5 8M13 10.5H4M6.5 8L4 10.5 6.5 13",
  alert: "M8 2.5L14.5 13.5h-13zM8 6.5v3.2M8 11.6v.01",
  people:
    "M6 7.5a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM1.8 13c.3-2.4 2-3.6 4.2-3.6s3.9 1.2 4.2 3.6" +
    "M11 3.4a2 2 0 0 1 0 3.9M12 9.7c1.3.5 2.1 1.6 2.3 3.3",
  edit: "M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2z",
  wide: "M3 6V3h3M13 10v3h-3M3 3l4 4M13 13L9 9",
  overlay: "M2 3.5h12v9H2zM4.5 10.2h5",
  captions: "M2 3.5h12v9H2zM4.5 10h3.5M10 10h1.5",
  wall: "M2 3h5.5v5H2zM8.5 3H14v5H8.5zM2 10h3.3v3H2zM6.3 10h3.4v3H6.3zM10.7 10H14v3h-3.3z",
  settings: "M2.5 4.5h6m3 0h2M2.5 11.5h2m3 0h6M10 3v3M6 10v3",
  folder: "M2.5 12.5v-9h4l1.5 2h5.5v7z",
  out: "M9.5 2.5H13.5V6.5M13.5 2.5L7.5 8.5M11.5 9.5V13.5H2.5V4.5H6.5",
};

/** A drawn sign, for the eye only: the words are in the button's label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}
