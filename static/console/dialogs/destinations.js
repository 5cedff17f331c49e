/** The show's destinations: each with its state, its switch and its menu. */

import { gettext, interpolate } from "../../i18n.js";
import { outWorry } from "../panels/bar.js";
import { kindOf } from "../state/facts.js";
import { elapsed } from "../state/time.js";
import { told } from "../state/told.js";
import { attr, h, icon, List, text } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { menuItem, openMenu } from "../widgets/layer.js";
import { openDestinationDialog, openHistory } from "./destination.js";

/** The list and its foot; `watch` follows the view and returns what ends that. */
export function destinationList(app) {
  const rows = h("ul.out-rows", {});
  const empty = h("p.empty", {}, gettext("This show goes nowhere yet. Add a web player, a recording or a relay."));
  const add = h(
    "button.button.small",
    { type: "button", onclick: () => openDestinationDialog(app) },
    icon("plus"),
    gettext("Add a destination"),
  );
  const list = new List(rows, { make: (one) => makeRow(app, one), update: showRow });
  const show = (view) => {
    const listed = destinationsOf(view);
    list.show(listed);
    empty.hidden = listed.length > 0;
  };
  const watch = () => {
    const parts = ({ show, destinations, mode, live }) => [show, destinations, mode, live];
    const stop = app.view.watch(parts, () => show(app.view.value));
    const clock = setInterval(() => show(app.view.value), 1000);
    return () => (stop(), clearInterval(clock));
  };
  return { elements: [rows, empty, h("div.row", {}, add)], watch };
}

/** What the show has, each with what is known of it on air. Pure. */
export function destinationsOf({ show, destinations, mode, live }) {
  const known = new Map(mode === "off" ? [] : destinations.map((one) => [one.id, one]));
  return (show?.destinations ?? []).map((one) => ({ ...one, live: known.get(one.id) ?? null, directs: live, mode }));
}

function makeRow(app, { id }) {
  const ask = (verb) => app.ask(verb, { destination: id });
  const parts = {
    lamp: h("i.lamp"),
    name: h("b", {}),
    state: h("span.dim", {}),
    start: h("button.button.small", { type: "button", onclick: () => ask("start_destination") }, gettext("Start")),
    stop: holdable(
      h(
        "button.button.small",
        { type: "button", title: gettext("Hold for a second") },
        h("span.ring"),
        gettext("Hold to stop"),
      ),
      () => ask("stop_destination"),
    ),
    more: h("button.button.quiet.icon-only", { type: "button", "aria-haspopup": "true" }, icon("more")),
  };
  parts.more.addEventListener("click", () => openDestinationMenu(parts.more, app, id));
  const words = h("div.out-words", {}, parts.name, parts.state);
  const row = h("li.out-row", {}, parts.lamp, words, h("span.spring"), parts.start, parts.stop, parts.more);
  return Object.assign(row, { parts });
}

function showRow({ parts }, one) {
  const on = Boolean(one.live?.on);
  attr(parts.lamp, "data-worry", on ? outWorry(one.live.state) : "off");
  text(parts.name, one.name);
  text(parts.state, stateWords(one, Date.now()));
  parts.start.hidden = on || one.mode === "off";
  parts.stop.hidden = !on;
  parts.start.disabled = parts.stop.disabled = !one.directs;
  const { name } = one;
  attr(parts.start, "aria-label", interpolate(gettext("Start %(name)s"), { name }));
  attr(parts.stop, "aria-label", interpolate(gettext("Hold to stop %(name)s"), { name }));
  attr(parts.more, "aria-label", interpolate(gettext("Menu of %(name)s"), { name }));
}

/** What a row says: what it is, how it is doing, and for how long. Pure. */
export function stateWords({ output, on, live, mode }, nowMs) {
  const kind = gettext(kindOf("destinations", output.kind)?.label ?? output.kind);
  if (mode === "off") return `${kind} · ${on ? gettext("starts with the show") : gettext("started by hand")}`;
  if (!live?.on) return `${kind} · ${live?.state === "waiting" ? told(live.text) : gettext("off")}`;
  const state = told(live.text || live.state);
  if (live.state === "running") return live.since ? `${state} · ${elapsed(live.since, nowMs)}` : state;
  return live.state === "retrying" ? interpolate(gettext("%(state)s; trying again"), { state }) : state;
}

function openDestinationMenu(button, app, id) {
  const one = destinationsOf(app.view.value).find((row) => row.id === id);
  if (!one) return;
  const remove = holdable(
    h("button.menu-item.danger", { type: "button" }, h("span.ring"), gettext("Hold to delete")),
    () => deleteDestination(app, one),
  );
  openMenu(button, interpolate(gettext("Menu of %(name)s"), { name: one.name }), [
    menuItem(gettext("Edit…"), () => openDestinationDialog(app, one)),
    menuItem(gettext("History and log…"), () => openHistory(app, one)),
    h("hr.menu-rule"),
    remove,
  ]);
}

async function deleteDestination({ api, notices }, { id, name }) {
  document.querySelector(".menu:popover-open")?.hidePopover();
  try {
    await api.remove(`destinations/${id}`);
    notices.say(interpolate(gettext("%(name)s is gone."), { name }));
  } catch (error) {
    notices.say(error.message, "warning");
  }
}
