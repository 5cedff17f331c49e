/** The sheet "Who is here": everybody at the show, the last takes, and the ways to people and the audit list. */

import { gettext } from "../../i18n.js";
import { momentMs, wallClock } from "../state/time.js";
import { h, List, text } from "../widgets/h.js";
import { openSheet } from "../widgets/sheet.js";
import { everybody, initials, takeWords } from "./words.js";

export function openPeople({ view, addresses }) {
  const here = h("ul.people-here", {});
  const takes = h("ol.take-rows", {});
  const none = h("p.dim", {}, gettext("Nothing has been taken yet."));
  const people = new List(here, { make: makePerson, update: showPerson });
  const list = new List(takes, { key: ({ time, frame }) => `${time} ${frame}`, make: makeTake(view) });
  const stops = [
    view.watch(
      ({ people: told, operators }) => [told, operators],
      () => people.show(everybody(view.value)),
    ),
    view.watch(
      ({ takes: told }) => [told],
      (told) => {
        list.show([...told].reverse());
        none.hidden = told.length > 0;
      },
    ),
  ];
  const link = (href, words) => href && h("a.button", { href, target: "_blank", rel: "noopener" }, words);
  const sheet = openSheet(gettext("Who is here"), () =>
    h(
      "div.dialog-body.people-sheet",
      {},
      here,
      h("h3.dialog-sub", {}, gettext("Last takes")),
      none,
      takes,
      h(
        "div.row",
        {},
        link(addresses.people, gettext("People of this show")),
        link(addresses.audit, gettext("Who did what")),
      ),
    ),
  );
  sheet.addEventListener("close", () => stops.forEach((stop) => stop()));
  return sheet;
}

function makePerson({ name }) {
  const does = h("span.dim", {});
  const sign = h("span.person", { "aria-hidden": "true" }, initials(name));
  return Object.assign(h("li.out-row", {}, sign, h("b", {}, name), does), { does });
}

const showPerson = (row, { words }) => text(row.does, words);

const makeTake = (view) => (take) => {
  const ms = momentMs(take.time);
  const when = h("time.dim", {}, ms === null ? "" : wallClock(new Date(ms)).time);
  const who = h("b", {}, take.by || gettext("nobody said"));
  return h("li.out-row", {}, when, who, h("span", {}, takeWords(take, view.value.show)));
};
