/** Overlays, captions and macros share a place: a tab each; beside them what takes captions off the picture at once. */

import { gettext, interpolate, language } from "../../i18n.js";
import { clear, showOrHide } from "../captions/at_once.js";
import { headOf } from "../captions/words.js";
import { capFor } from "../keys/caps.js";
import { attr, h, text } from "../widgets/h.js";

const KEPT = "tally.tray";

export function mountTray(root, app) {
  const lamp = h("i.lamp", {});
  const tabs = [
    makeTab("overlays", [gettext("Overlays")]),
    makeTab("captions", [gettext("Captions"), lamp]),
    makeTab("macros", [gettext("Macros")]),
  ];
  const list = h("div.tray-tabs", { role: "tablist" }, ...tabs);
  const hide = h("button.button.small.captions-hide", { type: "button", onclick: () => showOrHide(app) });
  const wipe = h("button.button.small.captions-clear", { type: "button", onclick: () => clear(app) }, gettext("Clear"));
  const quick = h("div.tray-quick", {}, hide, wipe);
  root.prepend(h("header.panel-head.tray-head", {}, list, quick));
  const choose = (name) => turnTo(root, tabs, name);
  list.addEventListener(
    "click",
    ({ target }) => target.closest("[role=tab]") && choose(target.closest("[role=tab]").dataset.name),
  );
  list.addEventListener("keydown", (event) => step(event, tabs, choose));
  choose(localStorage.getItem(KEPT) ?? "overlays");
  forCaptions(app, choose);
  app.view.watch(
    ({ mode, show, captions, corrects }) => [mode, show, captions, corrects],
    () => showQuick(app.view.value, { lamp, hide, wipe, quick, captions: tabs[1] }),
  );
}

/** Who is here for the captions alone finds them open. */
function forCaptions({ view }, choose) {
  view.watch(
    ({ known, rights }) => [known && rights.includes("caption") && !rights.includes("operate")],
    (alone) => alone && choose("captions"),
  );
}

function makeTab(name, content) {
  return h(
    "button.tray-tab",
    { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `tray-${name}`, data: { name } },
    ...content,
  );
}

function turnTo(root, tabs, name) {
  localStorage.setItem(KEPT, name);
  root.dataset.shows = name;
  for (const tab of tabs) {
    const on = tab.dataset.name === name;
    attr(tab, "aria-selected", on);
    tab.tabIndex = on ? 0 : -1;
    root.querySelector(`#tray-${tab.dataset.name}`).hidden = !on;
  }
}

function step(event, tabs, choose) {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  event.preventDefault();
  event.stopPropagation();
  const way = event.key === "ArrowRight" ? 1 : -1;
  const other = tabs.at((tabs.indexOf(event.target) + way) % tabs.length);
  choose(other.dataset.name);
  other.focus();
}

function showQuick(view, { lamp, hide, wipe, quick, captions }) {
  const { worry, word } = headOf(view);
  const there = view.captions !== null;
  const visible = view.captions?.visible !== false;
  const withKey = (words, deed) => [words, capFor(view.show, deed)].filter(Boolean).join(" · ");
  attr(lamp, "data-worry", worry);
  const said = visible ? gettext("Captions: %(state)s") : gettext("Captions: %(state)s, hidden");
  captions.title = interpolate(said, { state: word.toLocaleLowerCase(language()) });
  attr(quick, "data-there", there);
  text(hide, visible ? gettext("Hide") : gettext("Show"));
  attr(hide, "aria-pressed", !visible);
  attr(hide, "aria-label", visible ? gettext("Hide the captions now") : gettext("Show the captions again"));
  hide.title = withKey(visible ? gettext("Out of the picture now") : gettext("Back into the picture"), "captions_show");
  wipe.title = withKey(gettext("What stands and what waits goes"), "captions_clear");
  hide.disabled = wipe.disabled = !there || !view.corrects;
}
