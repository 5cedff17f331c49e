import assert from "node:assert/strict";
import test from "node:test";

import { answered, applied, freshProblems, joinedPlans } from "../../static/rundown/plain/apply.js";
import { moveInto, moved, stepped } from "../../static/rundown/plain/orders.js";
import { all, kept, NOTHING, pressed, walked } from "../../static/rundown/plain/selection.js";
import { edgeSpeed, gapAt, scrollFor, windowOf } from "../../static/rundown/plain/windowing.js";

const ORDER = ["a", "b", "c", "d", "e"];
const after = (op) => moved(ORDER, op).join("");

test("of a thousand rows only those on the screen and a few spare ones are drawn", () => {
  const shown = windowOf({ scroll: 4000, height: 600, row: 40, count: 1000 });
  assert.deepEqual([shown.first, shown.end], [94, 121]);
  assert.equal(shown.top + (shown.end - shown.first) * 40 + shown.bottom, 40_000);
});

test("at both ends of a list, and in an empty one, the window stays inside", () => {
  assert.deepEqual(windowOf({ scroll: 0, height: 600, row: 40, count: 3 }), { first: 0, end: 3, top: 0, bottom: 0 });
  assert.deepEqual(windowOf({ scroll: 900, height: 600, row: 40, count: 0 }), { first: 0, end: 0, top: 0, bottom: 0 });
  assert.equal(windowOf({ scroll: 39_400, height: 600, row: 40, count: 1000 }).bottom, 0);
});

test("a list scrolls as little as it takes to show a row, and not at all when it is seen", () => {
  const list = { scroll: 1000, height: 400, row: 40, count: 1000 };
  assert.equal(scrollFor(30, list), 1000);
  assert.equal(scrollFor(10, list), 360);
  assert.equal(scrollFor(40, list), 1280);
  assert.equal(scrollFor(999, list), 39_600);
});

test("a drop goes into the nearer gap, and a hand at the edge scrolls towards it", () => {
  assert.deepEqual(
    [0, 19, 21, 399].map((y) => gapAt(y, { row: 40, count: 5 })),
    [0, 0, 1, 5],
  );
  assert.ok(edgeSpeed(10, 400) < 0 && edgeSpeed(395, 400) > 0);
  assert.equal(edgeSpeed(200, 400), 0);
});

test("what is dropped lies where it was dropped, in the order it had", () => {
  assert.equal(after(moveInto(ORDER, ["d", "b"], 5)), "acebd");
  assert.equal(after(moveInto(ORDER, ["e"], 0)), "eabcd");
  assert.equal(after(moveInto(ORDER, ["a", "c"], 4)), "bdace");
});

test("a drop on its own place asks for nothing", () => {
  assert.equal(moveInto(ORDER, ["b"], 1), null);
  assert.equal(moveInto(ORDER, ["b"], 2), null);
  assert.equal(moveInto(ORDER, ["b", "c"], 3), null);
});

test("keys move one step, gather what lay apart, and stop at the ends", () => {
  assert.equal(after(stepped(ORDER, new Set(["c"]), -1)), "acbde");
  assert.equal(after(stepped(ORDER, new Set(["c"]), 1)), "abdce");
  assert.equal(after(stepped(ORDER, new Set(["b", "c"]), 1)), "adbce");
  assert.equal(after(stepped(ORDER, new Set(["a", "d"]), -1)), "adbce");
  assert.equal(stepped(ORDER, new Set(["a"]), -1), null);
  assert.equal(stepped(ORDER, new Set(["e"]), 1), null);
});

test("a press chooses one, with Ctrl one more, with Shift all in between", () => {
  const one = pressed(NOTHING, "b", ORDER);
  assert.deepEqual([...one.chosen], ["b"]);
  assert.deepEqual([...pressed(one, "d", ORDER, { shift: true }).chosen], ["b", "c", "d"]);
  assert.deepEqual([...pressed(one, "d", ORDER, { ctrl: true }).chosen], ["b", "d"]);
  assert.deepEqual([...pressed(one, "b", ORDER, { ctrl: true }).chosen], []);
  assert.equal(all(ORDER, one).chosen.size, 5);
});

test("keys walk from the row in focus, and Shift chooses what they pass", () => {
  const start = pressed(NOTHING, "b", ORDER);
  const two = walked(walked(start, 1, ORDER, { shift: true }), 1, ORDER, { shift: true });
  assert.deepEqual([[...two.chosen], two.focus], [["b", "c", "d"], "d"]);
  assert.equal(walked(start, 100, ORDER).focus, "e");
  assert.equal(walked(NOTHING, 1, ORDER).focus, "a");
  assert.equal(walked(NOTHING, 1, []).focus, null);
});

test("the focus never stands on a row that is gone", () => {
  const start = { ...pressed(NOTHING, "c", ORDER), chosen: new Set(["b", "c"]) };
  const now = kept(start, ORDER, ["a", "b", "d", "e"]);
  assert.deepEqual([now.focus, [...now.chosen]], ["d", ["b"]]);
  assert.equal(kept(start, ORDER, []).focus, null);
});

const ITEMS = ORDER.map((id) => ({ id, name: id }));
const idsOf = (items) => items.map(({ id }) => id).join("");

test("edits are seen at once, as the server will make them", () => {
  const made = [{ id: "x" }, { id: "y" }];
  assert.equal(idsOf(applied(ITEMS, [{ op: "create", after: "b", items: made }])), "abxycde");
  assert.equal(idsOf(applied(ITEMS, [{ op: "create", after: "", items: made }])), "xyabcde");
  assert.equal(idsOf(applied(ITEMS, [{ op: "create", after: "end", items: made }])), "abcdexy");
  assert.equal(idsOf(applied(ITEMS, [{ op: "delete", ids: ["a", "e"] }])), "bcd");
  assert.equal(idsOf(applied(ITEMS, [{ op: "move", ids: ["e"], after: "a" }])), "aebcd");
  const [fresh] = applied(
    [],
    [{ op: "create", after: "end", items: [{ content: { kind: "scene", scene: "scn_1" } }] }],
  );
  assert.deepEqual([fresh.start.mode, fresh.skip, typeof fresh.id], ["follow", false, "string"]);
  const changed = applied(ITEMS, [{ op: "change", ids: ["b", "c"], set: { name: "New" } }]);
  assert.deepEqual(
    changed.map(({ name }) => name),
    ["a", "New", "New", "d", "e"],
  );
});

test("an answer brings what changed, what is new, and the order only where it is another one", () => {
  const answer = { items: [{ id: "b", name: "B" }, { id: "n" }], order: ["a", "n", "b", "c", "d", "e"] };
  assert.equal(idsOf(answered(ITEMS, answer)), "anbcde");
  assert.equal(answered(ITEMS, { items: [{ id: "b", name: "B" }] })[1].name, "B");
  assert.equal(idsOf(answered(ITEMS, {}, [{ op: "delete", ids: ["c"] }])), "abde");
});

const problem = (kind, item) => ({ kind, item, text: `${item} is ${Math.random()} s too long` });

test("only problems that an edit brings are shown before it is saved", () => {
  const fresh = problem("gap", "b");
  assert.deepEqual(freshProblems([problem("gap", "a")], [problem("gap", "a"), fresh]), [fresh]);
  const clash = problem("conflict", "b");
  assert.deepEqual(freshProblems([problem("conflict", "a")], [clash]), [clash]);
});

test("an overrun that has only moved to another item asks nobody", () => {
  assert.deepEqual(freshProblems([problem("overrun", "a")], [problem("overrun", "b")]), []);
});

test("a change of part of a value leaves the rest, and another kind or mode starts anew", () => {
  const [item] = [{ id: "a", start: { mode: "fixed", at: "2026-11-22T20:00:00", late_s: 0 } }];
  const start = (set) => applied([item], [{ op: "change", ids: ["a"], set: { start: set } }])[0].start;
  assert.deepEqual(start({ late_s: 5 }), { mode: "fixed", at: "2026-11-22T20:00:00", late_s: 5 });
  assert.deepEqual(start({ mode: "follow" }), { mode: "follow" });
});

test("an answer's plan reaches some airings far; what comes later stands until the whole is there", () => {
  const at = (...hours) => ({ occurrences: hours.map((hour) => ({ start: `2026-11-22T${hour}:00:00Z` })) });
  const hours = ({ occurrences }) => occurrences.map(({ start }) => start.slice(11, 13)).join(" ");
  assert.equal(hours(joinedPlans(at(20, 21, 22), at(19, 20))), "19 20 21 22");
  assert.equal(hours(joinedPlans(null, at(19))), "19");
});
