import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { VERBS } from "../../static/console/link/air_lock.js";
import { EVERY, handsOf, may, mayPress, rightsFor } from "../../static/console/state/rights.js";

test("every command asks for a right that there is", () => {
  for (const verb of Object.keys(VERBS)) for (const right of rightsFor(verb)) assert.ok(EVERY.includes(right), verb);
});

test("the rights are those of the server, by the same names", () => {
  const source = readFileSync(new URL("../../studio/people/roles.py", import.meta.url), "utf8");
  const names = source
    .slice(source.indexOf("class Action"), source.indexOf("Rights ="))
    .matchAll(/^ {4}[A-Z]+ = "(\w+)"/gm);
  assert.deepEqual(
    [...names].map(([, name]) => name),
    [...EVERY],
  );
});

test("a take that sets sound takes the right to the sound as well", () => {
  const director = { rights: ["view", "operate"] };
  assert.ok(mayPress("take", { scene: "a" }, director));
  assert.ok(mayPress("take", { scene: "a", sound: {} }, director));
  assert.ok(!mayPress("take", { scene: "a", sound: { mic: { mute: true } } }, director));
});

test("a rundown is run by who carries it, by right or because its show lets them", () => {
  assert.ok(mayPress("rundown_skip", {}, { rights: ["view", "carry"] }));
  assert.ok(mayPress("rundown_skip", {}, { rights: ["view", "edit"], carries: true }));
  assert.ok(!mayPress("rundown_skip", {}, { rights: ["view", "edit"] }));
  assert.ok(!mayPress("cut", {}, { rights: ["view", "edit"], carries: true }));
});

test("what is in one's hands follows from rights and from whether the show is on air", () => {
  const sound = { rights: ["view", "sound"] };
  assert.deepEqual(handsOf(sound, "air"), {
    live: false,
    mixes: true,
    corrects: false,
    listens: true,
    editable: false,
  });
  assert.equal(handsOf(sound, "lost").mixes, false);
  assert.deepEqual(handsOf({ rights: ["view", "caption"] }, "air"), {
    live: false,
    mixes: false,
    corrects: true,
    listens: false,
    editable: false,
  });
  assert.ok(handsOf({ rights: ["view", "edit"] }, "off").editable);
  assert.ok(!handsOf({ rights: ["view", "edit"] }, "offline").editable);
  assert.ok(may(sound, "sound") && !may(sound, "operate"));
});
