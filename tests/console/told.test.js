import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, test } from "node:test";

import { SENTENCES } from "../../static/console/state/sentences.js";
import { told } from "../../static/console/state/told.js";

const speak = (texts) => (globalThis.django = { gettext: (text) => texts[text] ?? text });
afterEach(() => delete globalThis.django);

test("what the mixer says stays as it is on an English page", () => {
  speak({ connecting: "verbindet" });
  assert.equal(told("connecting", "en"), "connecting");
  assert.equal(told("", "de"), "");
});

test("a sentence is said again with its names and numbers", () => {
  speak({ "no signal for %(seconds)s s": "seit %(seconds)s s kein Signal", connecting: "verbindet" });
  assert.equal(told("connecting", "de"), "verbindet");
  assert.equal(told("no signal for 12 s", "de"), "seit 12 s kein Signal");
});

test("what stands inside of a sentence is said again too", () => {
  speak({
    "retrying in %(seconds)s s: %(why)s": "%(why)s, neuer Versuch in %(seconds)s s",
    "no answer": "keine Antwort",
    "overloaded: %(list)s": "überlastet: %(list)s",
    "tiles at 1 a second": "Kacheln 1 je Sekunde",
  });
  assert.equal(told("retrying in 4 s: no answer", "de"), "keine Antwort, neuer Versuch in 4 s");
  assert.equal(
    told("overloaded: tiles at 1 a second, monitors at half rate", "de"),
    "überlastet: Kacheln 1 je Sekunde, monitors at half rate",
  );
});

test("a reason with a comma in it is said again whole", () => {
  speak({
    "Captions are off: %(why)s It is tried again in %(minutes)s minutes.":
      "Aus: %(why)s Wieder in %(minutes)s Minuten.",
    "their packages could not be fetched, there is no network. Nothing else needs them.": "kein Netz.",
  });
  const why = "their packages could not be fetched, there is no network. Nothing else needs them.";
  const said = told(`Captions are off: ${why} It is tried again in 15 minutes.`, "de");
  assert.equal(said, "Aus: kein Netz. Wieder in 15 Minuten.");
});

test("what stands before a colon is a name, and stays", () => {
  speak({ "no signal for %(seconds)s s": "seit %(seconds)s s kein Signal" });
  assert.equal(told("Street: no signal for 3 s", "de"), "Street: seit 3 s kein Signal");
  assert.equal(told("Street: something else", "de"), "Street: something else");
});

test("what nobody has translated stays as it is", () => {
  speak({});
  assert.equal(told("the line (a) is odd?", "de"), "the line (a) is odd?");
});

test("every sentence is one that the mixer, the captions or the server say", () => {
  const source = ["mixer", "studio", "subtitles"].map(pythonOf).join("\n");
  for (const sentence of SENTENCES) {
    const pieces = sentence.split(/%\(\w+\)s|,? for (?=%)|[:;.]/).map((piece) => piece.trim());
    const longest = pieces.reduce((one, other) => (other.length > one.length ? other : one));
    assert.ok(source.includes(longest), sentence);
  }
});

function pythonOf(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".py"));
  return files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}
