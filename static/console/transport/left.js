/** How long it still lasts: small at a source's tile, large on the program monitor. */

import { gettext, interpolate } from "../../i18n.js";
import { attr, h, text } from "../widgets/h.js";
import { paced } from "../widgets/pace.js";
import { nameOf, sourcesOn } from "../state/tally.js";
import { leftText } from "../state/time.js";
import { endsFirst, remainingOn, stateText, stateWord, urgencyOf } from "../state/transport.js";

const BADGE_MS = 90;

/** Keep the badges of tiles: `tiles()` gives pairs of a source's id and its badge. */
export function drawBadges({ view, hand }, tiles) {
  paced(() => {
    const { desk, mode } = view.value;
    const { frame, rate } = hand;
    for (const [id, badge] of tiles()) {
      const transport = mode === "air" ? desk.transports?.[id] : null;
      badge.hidden = !transport;
      if (transport) showBadge(badge, transport, frame, rate);
    }
  }, BADGE_MS);
}

export const makeBadge = () => h("span.tile-left", { "aria-hidden": "true", hidden: true }, h("span"), h("b"));

/** What has ended lasts no longer, and what loops says that it does. */
function showBadge(badge, transport, frame, rate) {
  const left = leftOf(transport, frame, rate);
  text(badge.firstChild, stateText(transport, frame));
  text(badge.lastChild, left && transport.playback.end === "loop" ? `↻ ${left}` : left);
  attr(badge, "data-urgency", urgencyOf(transport, frame, rate));
}

function leftOf(transport, frame, rate) {
  return stateWord(transport, frame) === "ended" ? "" : leftText(remainingOn(transport, frame, rate));
}

/** The program monitor's: of what ends first there. `away()` is true while the monitor shows something else. */
export function programLeft({ view, hand }, away) {
  const parts = [h("span", {}), h("b.left-time", {}), h("span", {})];
  const element = h("p.left", { role: "timer", "aria-live": "off", hidden: true }, ...parts);
  paced(() => {
    const { desk, mode, lamps } = view.value;
    const { frame, rate } = hand;
    const source = mode === "air" && !away() ? endsFirst(desk, lamps.program, frame, rate) : null;
    element.hidden = source === null;
    if (source === null) return;
    for (const [at, words] of programWords(view.value, source, frame, rate).entries()) text(parts[at], words);
    attr(element, "data-urgency", urgencyOf(desk.transports[source], frame, rate));
  });
  return element;
}

/** Before the figures, the figures, and after them: `["", "00:22", "then Report"]`, `["paused", "01:18", ""]`. */
function programWords({ desk, show }, source, frame, rate) {
  const transport = desk.transports[source];
  const [state, word] = [stateWord(transport, frame), stateText(transport, frame)];
  const left = leftOf(transport, frame, rate);
  const name = sourcesOn(desk.program, show, desk.inline).size > 1 ? nameOf(source, show) : "";
  if (state === "playing" && left) return [name, left, afterwards(transport, desk, show)];
  if (!left) return [name, word, ""];
  return [name ? interpolate(gettext("%(name)s %(state)s"), { name, state: word }) : word, left, ""];
}

function afterwards({ playback }, desk, show) {
  if (playback.end === "hold") return gettext("then holds");
  if (playback.end === "black") return gettext("then black");
  return interpolate(gettext("then %(name)s"), { name: nameOf(desk.preview, show) });
}
