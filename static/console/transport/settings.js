/** What a director seldom changes of a file: its marks by number, its speed, its end, what a take does. */

import { attr, h } from "../widgets/h.js";
import { field, openMenu, select } from "../widgets/layer.js";
import { facts } from "../state/facts.js";
import { clipTime } from "../state/time.js";

const SPEEDS = [0.25, 0.5, 1, 1.5, 2];
const END_WORDS = { loop: "loops", hold: "holds", black: "to black", next: "to preview" };

/** `1× · loops` */
export function settingsText({ speed, end }) {
  return `${speed}× · ${END_WORDS[end] ?? end}`;
}

export function openSettings(button, hand) {
  const { source, name, transport } = hand.at;
  // The menu speaks of this file, whatever comes to the buses while it is open.
  const act = (action) => hand.act(action, source);
  const change = (playback) => act({ do: "set", playback });
  const { playback } = transport;
  const rows = [
    h("h3", {}, name),
    h("div.transport-form-marks", {}, ...["in", "out"].flatMap((which) => markRow(which, playback, act))),
    speeds(playback.speed, (speed) => change({ speed })),
    chooser("end", playback, change),
    chooser("on_take", playback, change),
  ];
  openMenu(button, `Settings of ${name}`, [h("div.menu-form.transport-form", {}, ...rows)]);
}

function markRow(which, playback, act) {
  const at_s = playback[`${which}_s`];
  const words = which === "in" ? "In" : "Out";
  const small = (label, what, more) => {
    const onclick = () => act({ do: what, which });
    return h("button.button.small", { type: "button", data: { closes: "" }, onclick, ...more }, label);
  };
  return [
    h("span.label", {}, words),
    h("output", {}, at_s ? clipTime(at_s, true) : which === "in" ? "start" : "end"),
    small("Here", "mark", { "aria-label": `${words}: here` }),
    small("Clear", "unmark", { "aria-label": `Clear ${words}`, disabled: !at_s }),
  ];
}

/** How the server words a field of whatever is played. */
const worded = (name) => facts.kinds.sources.flatMap(({ fields }) => fields).find((one) => one.name === name);

function speeds(now, change) {
  const { label, help } = worded("speed");
  const press = async (speed) => {
    if (!(await change(speed))) return;
    for (const [at, button] of buttons.entries()) attr(button, "aria-checked", SPEEDS[at] === speed);
  };
  const buttons = SPEEDS.map((speed) => {
    const props = { type: "button", role: "radio", "aria-checked": String(speed === now), onclick: () => press(speed) };
    return h("button.segment", props, `${speed}×`);
  });
  const row = h("div.segments", { role: "radiogroup", "aria-label": label }, ...buttons);
  return h("div.field", {}, h("span.label", {}, label), row, h("span.hint", {}, help));
}

function chooser(name, playback, change) {
  const { label, help, choices } = worded(name);
  const element = select(choices, playback[name]);
  let agreed = element.value;
  element.addEventListener("change", async () => {
    if (await change({ [name]: element.value })) agreed = element.value;
    else element.value = agreed;
  });
  return field(label, element, help);
}
