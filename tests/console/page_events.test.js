import assert from "node:assert/strict";
import { test } from "node:test";

import { Looking } from "../../static/console/link/looking.js";
import { joined, keyEvent, MOST, pictureBox, placeOf, pointerEvent } from "../../static/console/state/page_events.js";

const box = { left: 100, top: 50, width: 640, height: 360 };

test("a place is a fraction of the page, and there is none beside it", () => {
  assert.deepEqual(placeOf({ clientX: 420, clientY: 230 }, box), { x: 0.5, y: 0.5 });
  assert.equal(placeOf({ clientX: 99, clientY: 230 }, box), null);
  assert.equal(placeOf({ clientX: 420, clientY: 230 }, { ...box, width: 0 }), null);
});

test("a picture that does not fill its element is clicked where it is seen", () => {
  const size = { width: 100, height: 100 };
  assert.deepEqual(pictureBox(box, size), { left: 240, top: 50, width: 360, height: 360 });
  assert.equal(pointerEvent("down", { clientX: 200, clientY: 60, button: 0 }, pictureBox(box, size)), null);
});

test("buttons have their names, and a wheel says how far", () => {
  assert.equal(pointerEvent("down", { clientX: 420, clientY: 230, button: 2 }, box).button, "right");
  const wheel = { clientX: 420, clientY: 230, button: 0, deltaX: 0, deltaY: 120 };
  assert.deepEqual(pointerEvent("wheel", wheel, box), {
    type: "wheel",
    x: 0.5,
    y: 0.5,
    button: "left",
    dx: 0,
    dy: 120,
  });
});

test("characters are texts of any script, keys have names, and shortcuts stay with the browser", () => {
  assert.deepEqual(keyEvent({ key: "ß" }), { type: "text", text: "ß" });
  assert.deepEqual(keyEvent({ key: "🙂" }), { type: "text", text: "🙂" });
  assert.deepEqual(keyEvent({ key: "Enter" }), { type: "key", key: "Enter" });
  for (const kept of [{ key: "r", ctrlKey: true }, { key: "Escape" }, { key: "F5" }, { key: "a", isComposing: true }])
    assert.equal(keyEvent(kept), null);
});

test("moves give way to the last, texts are one, and never more than a message holds", () => {
  const moves = joined(joined([], { type: "move", x: 0, y: 0 }), { type: "move", x: 1, y: 1 });
  assert.deepEqual(moves, [{ type: "move", x: 1, y: 1 }]);
  assert.deepEqual(joined([{ type: "text", text: "ab" }], { type: "text", text: "c" }), [
    { type: "text", text: "abc" },
  ]);
  const many = Array.from({ length: 200 }).reduce((all, _, n) => joined(all, { type: n % 2 ? "up" : "down" }), []);
  assert.equal(many.length, MOST);
});

test("a source is looked at closely as long as somebody does, and never by a hidden page", () => {
  const told = [];
  const state = { hidden: false };
  const looking = new Looking({ watch: (wishes) => told.push(wishes) }, () => state.hidden);
  const [one, other] = [looking.closely("a"), looking.closely("a")];
  assert.deepEqual(told.at(-1), { tiles: true, meters: true, close: ["a"] });
  one();
  assert.deepEqual(told.at(-1).close, ["a"]);
  state.hidden = true;
  looking.tell();
  assert.deepEqual(told.at(-1), { tiles: false, meters: false, close: [] });
  state.hidden = false;
  other();
  assert.deepEqual(told.at(-1).close, []);
});
