/** The sheet "Health": how sources, ways out, engine and machine are doing, as they are told each second. */

import { gettext } from "../../i18n.js";
import { attr, h, List, text } from "../widgets/h.js";
import { openSheet } from "../widgets/sheet.js";
import { sentence } from "../state/sentence.js";
import { told } from "../state/told.js";
import { fraction } from "../state/words.js";
import { engineCells, machineCells, outRows, sourceRows } from "./rows.js";

export function openHealth({ view }) {
  const advice = h("p.health-advice", { role: "status" });
  const engine = table();
  const machine = table();
  const sources = rows();
  const outs = rows();
  const none = h("p.dim", {}, gettext("Nothing goes out just now."));
  const show = () => {
    const now = view.value;
    const { overload } = now.status ?? {};
    text(
      advice,
      [overload?.text, overload?.advice]
        .map((words) => sentence(told(words ?? "")))
        .filter(Boolean)
        .join(" "),
    );
    advice.hidden = !advice.textContent;
    engine.show(engineCells(now, fraction(now.show.canvas.rate)));
    machine.show(machineCells(now));
    sources.show(sourceRows(now));
    const out = now.mode === "air" ? outRows(now) : [];
    outs.show(out);
    none.hidden = out.length > 0;
  };
  const section = (title, ...content) => h("section.health-part", {}, h("h3.dialog-sub", {}, title), ...content);
  const sheet = openSheet(gettext("Health"), () =>
    h(
      "div.dialog-body.health-sheet",
      {},
      advice,
      section(gettext("Programme"), engine.element),
      section(gettext("Machine"), machine.element),
      section(gettext("Sources"), sources.element),
      section(gettext("Ways out"), outs.element, none),
    ),
  );
  const parts = ({ status, machine: told, destinations, show: file, mode }) => [status, told, destinations, file, mode];
  const stop = view.watch(parts, show);
  sheet.addEventListener("close", stop);
  return sheet;
}

/** Figures under their names. */
function table() {
  const element = h("dl.figures", {});
  const list = new List(element, { key: ([name]) => name, make: makeFigure, update: showFigure });
  return { element, show: (cells) => list.show(cells) };
}

function makeFigure([name]) {
  const value = h("dd", {});
  return Object.assign(h("div.figure-cell", {}, h("dt", {}, name), value), { value });
}

function showFigure(cell, [, figure, level]) {
  text(cell.value, figure);
  attr(cell, "data-worry", level);
}

function rows() {
  const element = h("ul.health-rows", {});
  const list = new List(element, { make: makeRow, update: showRow });
  return { element, show: (all) => list.show(all) };
}

function makeRow({ name }) {
  const parts = {
    lamp: h("i.lamp"),
    state: h("span.dim", {}),
    codec: h("span.dim", {}),
    lasting: h("strong.health-lasting", {}),
    figures: table(),
  };
  const head = h("p.health-head", {}, parts.lamp, h("b", {}, name), parts.state);
  const row = h("li.health-row", {}, head, h("p.health-codec", {}, parts.codec, parts.lasting), parts.figures.element);
  return Object.assign(row, { parts });
}

function showRow({ parts }, { level, state, codec = "", lasting = "", cells }) {
  attr(parts.lamp, "data-worry", level);
  text(parts.state, state);
  text(parts.codec, codec);
  text(parts.lasting, lasting);
  parts.codec.parentElement.hidden = !codec && !lasting;
  parts.figures.show(cells);
}
