import assert from "node:assert/strict";
import { test } from "node:test";

import { fontTrouble } from "../../static/console/widgets/font.js";

const FONTS = ["Lato", "Noto Sans"];

test("a font that the server has not is said by its name", () => {
  assert.match(fontTrouble(" Comic Sans ", FONTS), /^Comic Sans is not installed/);
});

test("one that it has, in whatever case, none at all, and any where nobody knows, are no trouble", () => {
  for (const name of ["lato", "Noto Sans ", "", "  "]) assert.equal(fontTrouble(name, FONTS), "");
  assert.equal(fontTrouble("Comic Sans", []), "");
});
