import assert from "node:assert/strict";
import test from "node:test";

import { risk, showsPages, whyBarred } from "../../static/console/state/pages.js";

const view = (changes = {}) => ({
  mode: "air",
  rights: ["view", "edit"],
  lamps: { program: new Set(["page"]), preview: new Set() },
  desk: { overlays: { scores: { on: true }, ticker: { on: false } } },
  ...changes,
});

test("on program only a director's hand reaches a page", () => {
  assert.match(whyBarred({ source: "page" }, view()), /only a director/);
  assert.equal(whyBarred({ source: "page" }, view({ rights: ["view", "operate"] })), "");
  assert.equal(whyBarred({ source: "other" }, view()), "");
});

test("a page over the picture is on program while its overlay is on", () => {
  assert.match(whyBarred({ overlay: "scores" }, view()), /only a director/);
  assert.equal(whyBarred({ overlay: "ticker" }, view()), "");
});

test("off air there is no page to touch", () => {
  assert.match(whyBarred({ source: "other" }, view({ mode: "off", rights: ["view", "operate"] })), /Off air/);
});

test("graphics are pages too, and are warned of like them", () => {
  const known = { web: { warning: "no fence" } };
  assert.equal(risk("graphic", known), "no fence");
  assert.equal(risk("file", known), "");
  assert.ok(showsPages({ sources: [], overlays: [{ content: { kind: "graphic" } }] }));
});
