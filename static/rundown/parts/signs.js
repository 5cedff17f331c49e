/** Small drawn signs, for the eye only: the words are beside them or in a label. */

import { html, svg } from "../lit.js";

const DRAWN = {
  left: "M13 8H3M7 4L3 8l4 4",
  plus: "M8 3v10M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  undo: "M6 3L3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6",
  redo: "M10 3l3 3-3 3M13 6H6.5a3.5 3.5 0 0 0 0 7H10",
  skip: "M3 3l6 5-6 5zM12.5 3v10",
  hold: "M5.5 3v10M10.5 3v10",
  play: "M5 3l8 5-8 5z",
  grip: "M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01",
  alert: "M8 2.5L14.5 13.5h-13zM8 6.5v3.2M8 11.6v.01",
  lock: "M4 7.5h8v5.5H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  pen: "M3 13l.8-3.2L10.6 3l2.4 2.4-6.8 6.8zM9 4.6L11.4 7",
  clock: "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 5v3.2l2 1.6",
  more: "M4 8h.01M8 8h.01M12 8h.01",
  sound: "M5.5 12.5V3.8l6-1.3v8.6M5.5 12.5a1.6 1.6 0 1 1-1.6-1.6M11.5 11.1a1.6 1.6 0 1 1-1.6-1.6",
  picture: "M2.5 3.5h11v9h-11zM2.5 11l3-3 2.5 2.5 2-2 3.5 3.5M10.5 6h.01",
  source: "M2.5 5h7.5v6H2.5zM10 7.3l3.5-2v5.4l-3.5-2",
  scene: "M2.5 3.5h11v9h-11zM8 3.5v9M8 8h5.5",
  rundown: "M3 4h10M3 8h10M3 12h6",
  break: "M3 4h10v8H3zM6 4v8M10 4v8",
  video: "M2.5 3.5h11v9h-11zM6.5 6l3.5 2-3.5 2z",
  repeat: "M11 2.5l2 2-2 2M13 4.5H5A2.5 2.5 0 0 0 2.5 7M5 13.5l-2-2 2-2M3 11.5h8A2.5 2.5 0 0 0 13.5 9",
};
const OTHER = { audio: "sound", image: "picture", asset: "video" };

export function icon(name) {
  const path = DRAWN[name] ?? DRAWN[OTHER[name]] ?? DRAWN.rundown;
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${svg`<path d=${path} />`}</svg>`;
}
