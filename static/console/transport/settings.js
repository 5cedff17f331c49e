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
  openMenu(button, `Settings of ${name}`, [
    h(
      "div.menu-form.transport-form",
      {},
      h("h3", {}, name),
      h("div.transport-form-marks", {}, ...["in", "out"].flatMap((which) => markRow(which, playback, act))),
      h(
        "div.field",
        {},
        h("span.label", {}, "Speed"),
        speeds(playback.speed, (speed) => change({ speed })),
      ),
      field("At the end", chooser("end", playback, change)),
      field("When taken", chooser("on_take", playback, change)),
    ),
  ]);
}

function markRow(which, playback, act) {
  const at_s = playback[`${which}_s`];
  const words = which === "in" ? "In" : "Out";
  const set = () => act({ do: "mark", which });
  const clear = () => act({ do: "unmark", which });
  const small = (label, onclick, more = {}) =>
    h("button.button.small", { type: "button", data: { closes: "" }, onclick, ...more }, label);
  return [
    h("span.label", {}, words),
    h("output", {}, at_s ? clipTime(at_s, true) : which === "in" ? "start" : "end"),
    small("Here", set, { "aria-label": `${words}: here` }),
    small("Clear", clear, { "aria-label": `Clear ${words}`, disabled: !at_s }),
  ];
}

function speeds(now, choose) {
  const buttons = SPEEDS.map((speed) =>
    h(
      "button.segment",
      { type: "button", role: "radio", "aria-checked": String(speed === now), onclick: () => press(speed) },
      `${speed}×`,
    ),
  );
  const press = async (speed) => {
    if (await choose(speed))
      for (const [at, button] of buttons.entries()) attr(button, "aria-checked", SPEEDS[at] === speed);
  };
  return h("div.segments", { role: "radiogroup", "aria-label": "Speed" }, ...buttons);
}

/** A choice as the server words it. */
function chooser(name, playback, change) {
  const fields = facts.kinds.sources.flatMap((kind) => kind.fields);
  const choices = fields.find((one) => one.name === name)?.choices ?? [[playback[name], playback[name]]];
  const element = select(choices, playback[name]);
  element.addEventListener("change", async () => {
    if (!(await change({ [name]: element.value }))) element.value = playback[name];
  });
  return element;
}
