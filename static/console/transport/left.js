/** How long it still lasts: small at a source's tile, large on the program monitor. */

import { attr, h, text } from "../widgets/h.js";
import { paced } from "../widgets/pace.js";
import { nameOf, sourcesOn } from "../state/tally.js";
import { leftText } from "../state/time.js";
import { endsFirst, remainingOn, stateWord, urgencyOf } from "../state/transport.js";

const THEN = { hold: "then holds", black: "then black", next: "then preview" };

/** Keep the badges of tiles: `tiles()` gives pairs of a source's id and its badge. */
export function drawBadges({ view, hand }, tiles) {
  paced(() => {
    const { desk, mode } = view.value;
    const { frame, rate } = hand;
    for (const [id, badge] of tiles()) {
      const transport = mode === "air" ? desk.transports?.[id] : null;
      badge.hidden = !transport;
      if (!transport) continue;
      const { word, left } = badgeWords(transport, frame, rate);
      text(badge.firstChild, word);
      text(badge.lastChild, left);
      attr(badge, "data-urgency", urgencyOf(transport, frame, rate));
    }
  }, 90);
}

export const makeBadge = () => h("span.tile-left", { "aria-hidden": "true", hidden: true }, h("span"), h("b"));

/** What has ended lasts no longer, and what loops says that it does. */
function badgeWords(transport, frame, rate) {
  const word = stateWord(transport, frame);
  const left = word === "ended" ? "" : leftText(remainingOn(transport, frame, rate));
  return { word, left: left && transport.playback.end === "loop" ? `↻ ${left}` : left };
}

/** The program monitor's: of what ends first there. `away()` is true while the monitor shows something else. */
export function programLeft({ view, hand }, away) {
  const parts = { who: h("span.left-who", {}), time: h("b.left-time", {}), then: h("span.left-then", {}) };
  const element = h("p.left", { role: "timer", "aria-live": "off", hidden: true }, parts.who, parts.time, parts.then);
  paced(() => {
    const { desk, mode, lamps, show } = view.value;
    const { frame, rate } = hand;
    const source = mode === "air" && !away() ? endsFirst(desk, lamps.program, frame, rate) : null;
    element.hidden = source === null;
    if (source === null) return;
    const transport = desk.transports[source];
    const word = stateWord(transport, frame);
    const left = word === "ended" ? "" : leftText(remainingOn(transport, frame, rate));
    const alone = sourcesOn(desk.program, show).size < 2;
    const standing = word === "playing" ? "" : word;
    text(parts.who, [alone ? "" : nameOf(source, show), left ? standing : ""].filter(Boolean).join(" "));
    text(parts.time, left || standing);
    text(parts.then, word === "playing" ? (THEN[transport.playback.end] ?? "") : "");
    attr(element, "data-urgency", urgencyOf(transport, frame, rate));
  });
  return element;
}
