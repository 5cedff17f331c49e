/** A hand on a picture as the events that a page is told: places are fractions of the page. Pure. */

const BUTTONS = ["left", "middle", "right"];
export const MOST = 64;

/** Where a pointer is on a page whose picture lies in `box` ({left, top, width, height}); null beside it. */
export function placeOf({ clientX, clientY }, box) {
  if (!box.width || !box.height) return null;
  const [x, y] = [(clientX - box.left) / box.width, (clientY - box.top) / box.height];
  return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? { x, y } : null;
}

/** Where a picture of this size lies in an element that shows it whole ({left, top, width, height}). */
export function pictureBox({ left, top, width, height }, size) {
  const scale = Math.min(width / size.width, height / size.height);
  const [w, h] = [size.width * scale, size.height * scale];
  return { left: left + (width - w) / 2, top: top + (height - h) / 2, width: w, height: h };
}

export function pointerEvent(type, event, box) {
  const place = placeOf(event, box);
  if (!place) return null;
  const more = type === "wheel" ? { dx: event.deltaX, dy: event.deltaY } : {};
  return { type, ...place, ...(type === "move" ? {} : { button: BUTTONS[event.button] ?? "left" }), ...more };
}

/** What a key does to a page; null for what the browser or the console keeps. */
export function keyEvent({ key, ctrlKey, metaKey, altKey, isComposing }) {
  if (ctrlKey || metaKey || altKey || isComposing || key === "Dead" || key === "Process") return null;
  if ([...key].length === 1) return { type: "text", text: key };
  return /^(Backspace|Tab|Enter|PageUp|PageDown|End|Home|Arrow\w+|Delete)$/.test(key) ? { type: "key", key } : null;
}

/** Events joined: of moves that follow each other only the last counts, and texts are one. */
export function joined(events, next) {
  const last = events.at(-1);
  if (last?.type === "move" && next.type === "move") return [...events.slice(0, -1), next];
  if (last?.type === "text" && next.type === "text")
    return [...events.slice(0, -1), { type: "text", text: last.text + next.text }];
  if (last?.type === "wheel" && next.type === "wheel")
    return [...events.slice(0, -1), { ...next, dx: last.dx + next.dx, dy: last.dy + next.dy }];
  return [...events, next].slice(-MOST);
}
