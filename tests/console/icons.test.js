import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

import { ICONS } from "../../static/console/widgets/h.js";
import { signOf } from "../../static/library/files.js";

const KINDS = ["video", "audio", "image", "subtitles", "document", "bundle"];

test("every sign that is named is drawn", () => {
  const root = new URL("../../static/", import.meta.url);
  const files = readdirSync(root, { recursive: true }).filter((file) => file.endsWith(".js"));
  const texts = files.map((file) => readFileSync(new URL(file, root), "utf8"));
  const drawn = texts.filter((text) => /import \{[^}]*\bicon\b[^}]*\} from "[^"]*h\.js"/.test(text));
  const named = drawn.flatMap((text) => [...text.matchAll(/\bicon\("(\w+)"/g)]);
  assert.ok(named.length > 20);
  assert.deepEqual(
    named.map(([, name]) => name).filter((name) => !ICONS[name]),
    [],
  );
});

test("a file of any kind has a sign until it has a picture", () => {
  for (const kind of KINDS) assert.ok(ICONS[signOf({ kind })], kind);
  assert.ok(ICONS[signOf({ kind: "bundle", state: "refused" })]);
});
