import assert from "node:assert/strict";
import { test } from "node:test";

import { factorOf, Volume } from "../../static/console/player/volume.js";
import { partsOf, placeOf, stepsOn, TRIM, valueAt } from "../../static/console/sound/processing.js";
import { Solo } from "../../static/console/sound/solo.js";
import { linesOf } from "../../static/console/sound/strip_name.js";
import { CLIP_S, clipping } from "../../static/console/widgets/meters.js";

const wide = (letters) => (words) => words.length <= letters;

test("a name stands in two lines of whole words", () => {
  assert.deepEqual(linesOf("Camera two stage left", wide(10)), ["Camera two", "stage left"]);
  assert.deepEqual(linesOf("Bars", wide(10)), ["Bars"]);
});

test("what does not fit is left out from a word on", () => {
  assert.deepEqual(linesOf("Camera two on the stage left", wide(10)), ["Camera two", "on the …"]);
  assert.deepEqual(linesOf("a b c d e", wide(3)), ["a b", "c …"]);
});

test("one word that is too long stands alone", () => {
  assert.deepEqual(linesOf("Donaudampfschiff Kamera", wide(6)), ["Donaudampfschiff", "Kamera"]);
});

test("every slider comes back to each of its values, and keeps to its ends", () => {
  for (const value of [TRIM(), ...partsOf().flatMap(({ values }) => values)]) {
    const [name, , least, most, , usual] = value;
    assert.equal(valueAt(placeOf(usual, value), value), usual, name);
    assert.equal(valueAt(placeOf(least - 1, value), value), least, name);
    assert.equal(valueAt(placeOf(most + 1, value), value), most, name);
  }
});

test("a strip says which of its steps are on", () => {
  const off = Object.fromEntries(partsOf().map(({ part }) => [part, { on: false }]));
  assert.deepEqual(stepsOn({ trim_db: 0, ...off }), []);
  assert.deepEqual(stepsOn({ trim_db: 3, ...off, gate: { on: true } }), ["Trim", "Gate"]);
});

test("a clip lamp burns a while and goes out", () => {
  const lit = clipping(0, [-20, 0], 0.05);
  assert.equal(lit, CLIP_S);
  assert.ok(clipping(lit, [-20, -20], 1) > 0);
  assert.equal(clipping(lit, [-20, -20], CLIP_S + 1), 0);
  assert.equal(clipping(0, [-3, -3], 0.05), 0);
});

class Param {
  setTargetAtTime(value) {
    this.value = value;
  }
}

const ear = (solo) => ({ context: { currentTime: 0 }, gain: new Param(), solo });
const store = (kept = {}) => ({ getItem: (key) => kept[key] ?? null, setItem: (key, value) => (kept[key] = value) });

test("the monitor volume is for all ears of the page, and is kept", () => {
  const kept = {};
  const ears = new Volume(store(kept));
  const one = ear(false);
  ears.join(one);
  assert.equal(one.gain.value, 1);
  ears.set(0);
  assert.equal(one.gain.value, 0);
  ears.set(0.5);
  assert.equal(one.gain.value, factorOf(0.5));
  assert.equal(new Volume(store(kept)).position, 0.5);
});

test("while somebody solos nothing else is heard", () => {
  const [ears, program, solo] = [new Volume(store()), ear(false), ear(true)];
  ears.join(program);
  ears.join(solo);
  ears.soloing(true);
  assert.deepEqual([program.gain.value, solo.gain.value], [0, 1]);
  ears.soloing(false);
  assert.equal(program.gain.value, 1);
});

class PaperListener {
  constructor() {
    this.heard = [];
  }
  start(address) {
    this.heard.push(address);
  }
  stop() {
    this.heard.push(null);
  }
}

test("several solos are one sound, whatever order they were pressed in; the last ends it", () => {
  const listener = new PaperListener();
  const solo = new Solo("/solo.", { make: () => listener, ears: new Volume(store()) });
  solo.toggle("b");
  solo.toggle("a");
  solo.toggle("b");
  solo.keepOnly(["b"]);
  assert.deepEqual(listener.heard, ["/solo.b.", "/solo.a.b.", "/solo.a.", null]);
  assert.equal(solo.ears.solo, false);
});
