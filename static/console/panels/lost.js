/** Over the monitors: which of their pictures are only the slate, and what to do. Viewers see none of these words. */

import { lostOn } from "../state/lost.js";
import { h, List, text } from "../widgets/h.js";

export function mountLost(app) {
  const boards = ["preview", "program"].map((bus) => [bus, boardIn(bus)]);
  app.view.watch(
    ({ mode, show, desk, status }) => [mode, show, desk, status],
    (mode, show, desk, status) => {
      for (const [bus, board] of boards) {
        const seen = bus === "program" && (desk.running || desk.starting || desk.ftb.on) ? "" : desk[bus];
        board.show(mode === "air" ? lostOn(seen, show, status?.sources) : [], show.canvas);
      }
    },
  );
}

function boardIn(bus) {
  const inner = h("div.lost-board", { role: "status" });
  document.querySelector(`.monitor[data-bus="${bus}"] .monitor-picture`)?.append(inner);
  const list = new List(inner, { key: ({ id, box }) => `${id} ${box.x} ${box.y}`, make: makeLabel, update: showLabel });
  return {
    show: (lost, { width, height }) => {
      inner.style.aspectRatio = `${width} / ${height}`;
      list.show(lost);
    },
  };
}

function makeLabel() {
  const parts = { name: h("strong", {}), words: h("span", {}), next: h("span.lost-next", {}) };
  return Object.assign(h("p.lost-label", {}, parts.name, parts.words, parts.next), { parts });
}

function showLabel(label, { name, words, next, box }) {
  const { parts } = label;
  text(parts.name, name);
  text(parts.words, words);
  text(parts.next, next);
  for (const [side, share] of Object.entries({ left: box.x, top: box.y, width: box.w, height: box.h }))
    label.style[side] = `${100 * share}%`;
}
