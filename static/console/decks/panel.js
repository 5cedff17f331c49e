/** Documents: their pages as a strip, the current and the cued one, the notes, and a hand that turns them. */

import { gettext, interpolate, pgettext } from "../../i18n.js";
import { attr, h, icon, List, text, toggle } from "../widgets/h.js";
import { menuItem, openMenu } from "../widgets/layer.js";
import { documentOf, hasPages, lampOf, stageOf, stageWords, turnOf } from "../state/deck.js";
import { TALLY_WORDS } from "../state/tally.js";
import { openDeckMenu } from "../sheets.js";

const LAMP_WORDS = { program: () => gettext("On air"), cued: () => gettext("Cued"), off: () => "" };
const LAMP_SAID = { program: () => gettext("on air"), cued: () => gettext("cued"), off: () => "" };

export function mountDeck(root, app) {
  const { view, deck } = app;
  const parts = makeParts(app);
  root.append(parts.head, parts.stage, parts.strip, parts.notes);
  const draw = () => show(parts, deck, app);
  view.watch(
    ({ show: file, desk, lamps, mode, live }) => [file, desk.decks, lamps, mode, live],
    (file) => {
      toggle(document.body, "data-deck", file.sources.some(hasPages));
      draw();
    },
  );
  deck.choice.watch((choice) => [choice], draw);
  deck.airLock.watch((on) => [on], draw);
  deck.library.watch((known) => [known], draw);
}

function makeParts(app) {
  const { deck } = app;
  const press = (words, onclick, more = {}) => h("button.button", { type: "button", onclick, ...more }, ...words);
  const [name, state] = [h("b", {}), h("span.deck-state", {})];
  const who = press([name, state], () => choose(who, deck));
  who.classList.add("deck-who");
  const first = press([pgettext("page", "First")], () => deck.turn("first"), {
    title: gettext("The first page (Home)"),
  });
  first.classList.add("deck-first");
  const previous = press([icon("left"), h("span", {}, pgettext("page", "Previous"))], () => deck.turn("previous"), {
    title: gettext("The page before (PageUp)"),
  });
  const next = press([h("span", {}, pgettext("page", "Next")), icon("right")], () => deck.turn("next"), {
    title: gettext("The next page (PageDown)"),
  });
  next.classList.add("deck-next");
  const take = press([], () => deck.at?.deck && deck.show(deck.at.deck.cued), { hidden: true });
  take.classList.add("deck-take");
  const number = h("input.input.deck-number", {
    inputmode: "numeric",
    "aria-label": gettext("Cue page"),
    autocomplete: "off",
  });
  number.title = gettext("A page's number, then Enter: it is cued");
  const count = h("span.deck-count", {});
  number.addEventListener("keydown", (event) => typed(event, number, deck));
  const more = press([icon("more")], () => deck.at && openDeckMenu(more, app), {
    "aria-label": gettext("More about this document"),
  });
  more.classList.add("quiet", "icon-only");
  const tools = h("span.row.deck-turn", {}, first, previous, next, take);
  const head = h("div.deck-head", {}, who, tools, h("span.row.deck-go", {}, number, count), more);
  const words = h("p.deck-words", {});
  const bar = h("span.bar-share", {});
  const progress = h(
    "div.progress.deck-progress",
    { role: "progressbar", "aria-label": gettext("Laid out"), hidden: true },
    bar,
  );
  const strip = h("div.deck-strip", { role: "group", "aria-label": gettext("Pages") });
  const list = new List(strip, {
    key: ({ number: page, thumbnail }) => `${page} ${thumbnail}`,
    make: (page) => makePage(page, deck),
  });
  const notes = h("div.deck-notes", { tabindex: "0", role: "region", "aria-label": gettext("Notes") });
  const stage = h("div.deck-stage", {}, words, progress);
  return {
    head,
    stage,
    strip,
    notes,
    name,
    state,
    who,
    first,
    previous,
    next,
    take,
    number,
    count,
    words,
    progress,
    bar,
    list,
    more,
  };
}

function makePage({ number, title, thumbnail }, deck) {
  const picture = h("img", { src: thumbnail, loading: "lazy", decoding: "async", alt: "", draggable: "false" });
  const lamp = h("span.deck-lamp", {});
  const words = interpolate(title ? gettext("Page %(number)s: %(title)s") : gettext("Page %(number)s"), {
    number,
    title,
  });
  const onclick = (event) => (event.shiftKey ? deck.show(number) : deck.cue(number));
  const button = h(
    "button.deck-page",
    { type: "button", title: words, onclick },
    picture,
    h("i", {}, String(number)),
    lamp,
  );
  picture.addEventListener("error", () => attr(button, "data-blank", true));
  return Object.assign(button, { page: number, words, lamp });
}

function choose(under, deck) {
  if (deck.reach.length < 2) return;
  const { lamps } = deck.view.value;
  const where = (id) => TALLY_WORDS[lamps.program.has(id) ? "program" : lamps.preview.has(id) ? "preview" : "off"];
  const item = ({ id, name }) => menuItem([name, where(id)].filter(Boolean).join(" · "), () => deck.choose(id));
  openMenu(under, gettext("Documents of this show"), deck.reach.map(item));
}

function typed(event, number, deck) {
  if (event.key === "Escape") number.blur();
  if (event.key !== "Enter") return;
  event.preventDefault();
  if (!deck.typed(number.value)) return attr(number, "aria-invalid", true);
  number.value = "";
  number.removeAttribute("aria-invalid");
  number.blur();
}

// -- showing --------------------------------------------------------------------------------------

function show(parts, deck, app) {
  const { at } = deck;
  if (!at) return;
  const known = deck.library.value.get(documentOf(at.stored));
  const stage = stageOf(at.asset);
  attr(parts.head.parentElement, "data-stage", known ? stage : "asking");
  showWho(parts, deck, at);
  showTurning(parts, at);
  showStage(parts, at, known, app.view.value.mode);
  parts.list.show(stage === "ready" ? known.pages : []);
  showLamps(parts, at);
  const notes = known?.pages.find(({ number }) => number === (at.deck ? noteOf(at) : 1))?.notes ?? "";
  text(parts.notes, notes || (stage === "ready" ? gettext("No notes for this page") : ""));
  attr(parts.notes, "data-empty", notes === "");
}

/** The notes are those of the page that is spoken to: the one on air, else the cued one. */
const noteOf = ({ deck, onProgram }) => (onProgram ? deck.page : deck.cued);

function showWho({ who, name, state }, { reach }, { name: words, stored, deck, onProgram, onPreview }) {
  text(name, words);
  const bus = TALLY_WORDS[onProgram ? "program" : onPreview ? "preview" : "off"];
  const seconds = stored.input.auto_advance_s;
  const page = deck && onProgram && interpolate(gettext("page %(number)s"), { number: deck.page });
  const turns = seconds > 0 && interpolate(gettext("turns every %(seconds)s s"), { seconds });
  text(state, [bus, page, turns].filter(Boolean).join(" · ") || gettext("Document"));
  who.disabled = reach.length < 2;
  const label = who.disabled ? gettext("Document %(name)s") : gettext("Document %(name)s. Choose another one");
  attr(who, "aria-label", interpolate(label, { name: words }));
  attr(who.closest(".deck"), "data-bus", onProgram ? "program" : onPreview ? "preview" : "none");
}

function showTurning({ first, previous, next, take, number, count: of }, { deck, count, onProgram, sealed, live }) {
  for (const [button, go] of [
    [first, "first"],
    [previous, "previous"],
    [next, "next"],
  ]) {
    button.disabled = !live || !turnOf(go, deck, count, onProgram);
    attr(button, "aria-disabled", sealed);
  }
  take.hidden = !live || !deck || !onProgram || deck.cued === deck.page;
  text(take, take.hidden ? "" : interpolate(gettext("Show page %(number)s"), { number: deck.cued }));
  number.disabled = !live || !deck;
  number.placeholder = deck ? String(onProgram ? deck.page : deck.cued) : "–";
  text(of, count ? interpolate(gettext("of %(count)s"), { count }) : "");
}

function showStage({ words, progress, bar, stage }, { asset, deck }, known, mode) {
  const off = mode === "air" && !deck ? gettext("The mixer does not show it yet.") : "";
  text(words, known ? stageWords(asset, known.error) || off : "");
  const share = stageOf(asset) === "converting" ? (asset.job?.progress ?? 0) : null;
  progress.hidden = share === null;
  bar.style.setProperty("--share", String(share ?? 0));
  attr(progress, "aria-valuenow", Math.round((share ?? 0) * 100));
  stage.hidden = words.textContent === "" && share === null;
}

function showLamps({ list, strip }, at) {
  let current = null;
  for (const button of list.elements.values()) {
    const lamp = at.deck ? lampOf(button.page, at.deck, at) : "off";
    attr(button, "data-lamp", lamp);
    button.disabled = !at.live;
    text(button.lamp, LAMP_WORDS[lamp]());
    attr(button, "aria-label", [button.words, LAMP_SAID[lamp]()].filter(Boolean).join(", "));
    if (at.deck && button.page === noteOf(at)) current = button;
  }
  if (current && strip.dataset.stands !== String(current.page)) {
    strip.dataset.stands = current.page;
    // Only the strip moves: scrollIntoView would move a phone's whole page under the director's thumb.
    strip.scrollTo({ left: current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2, behavior: "smooth" });
  }
}
