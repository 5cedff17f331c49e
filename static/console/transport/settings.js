/** What a director seldom changes of a file: its marks by number, its speed, its end, what a take does. */

import { gettext, interpolate } from "../../i18n.js";
import { attr, h } from "../widgets/h.js";
import { field, openMenu, select } from "../widgets/layer.js";
import { facts } from "../state/facts.js";
import { clipTime } from "../state/time.js";

const SPEEDS = [0.25, 0.5, 1, 1.5, 2];
const END_WORDS = {
  loop: gettext("loops"),
  hold: gettext("holds"),
  black: gettext("to black"),
  next: gettext("to preview"),
};
const WORDS = {
  in: { mark: gettext("In"), here: gettext("In: here"), clear: gettext("Clear In"), without: gettext("start") },
  out: { mark: gettext("Out"), here: gettext("Out: here"), clear: gettext("Clear Out"), without: gettext("end") },
};

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
  const words = interpolate(gettext("Settings of %(name)s"), { name });
  openMenu(button, words, [h("div.menu-form.transport-form", {}, ...rows)]);
}

function markRow(which, playback, act) {
  const at_s = playback[`${which}_s`];
  const { mark, here, clear, without } = WORDS[which];
  const small = (label, what, more) => {
    const onclick = () => act({ do: what, which });
    return h("button.button.small", { type: "button", data: { closes: "" }, onclick, ...more }, label);
  };
  return [
    h("span.label", {}, mark),
    h("output", {}, at_s ? clipTime(at_s, true) : without),
    small(gettext("Here"), "mark", { "aria-label": here }),
    small(gettext("Clear"), "unmark", { "aria-label": clear, disabled: !at_s }),
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
  const row = h("div.segments", { role: "radiogroup", "aria-label": gettext(label) }, ...buttons);
  return h("div.field", {}, h("span.label", {}, gettext(label)), row, h("span.hint", {}, gettext(help)));
}

function chooser(name, playback, change) {
  const { label, help, choices } = worded(name);
  const offered = choices.map(([value, words]) => [value, gettext(words)]);
  const element = select(offered, playback[name]);
  let agreed = element.value;
  element.addEventListener("change", async () => {
    if (await change({ [name]: element.value })) agreed = element.value;
    else element.value = agreed;
  });
  return field(gettext(label), element, gettext(help));
}
