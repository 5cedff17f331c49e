import assert from "node:assert/strict";
import { test } from "node:test";

import { standbyWords } from "../../static/console/panels/standby.js";
import { everybody, initials, takeWords } from "../../static/console/people/words.js";

const show = { scenes: [{ id: "scn_a", name: "Stage" }], sources: [] };

test("everybody is told with what they may do, also by a server that tells only names", () => {
  const people = [
    { name: "Ada", role: "director" },
    { name: "Li", role: "viewer" },
  ];
  assert.deepEqual(
    everybody({ people, operators: [] }).map(({ name, words }) => [name, words]),
    [
      ["Ada", "directs"],
      ["Li", "looks"],
    ],
  );
  assert.deepEqual(
    everybody({ people: [], operators: ["Ada"] }).map(({ words }) => words),
    ["directs"],
  );
});

test("a take says what went on air", () => {
  assert.equal(takeWords({ verb: "cut", scene: "scn_a" }, show), "cut to Stage");
  assert.equal(takeWords({ verb: "auto", scene: "" }, show), "took the next scene");
  assert.equal(takeWords({ verb: "standby", scene: "" }, show), "put the standby on air");
});

test("two letters stand for a name, without the one to sign in with", () => {
  assert.deepEqual(["Ada Holt (ada)", "li.wei", "root"].map(initials), ["AH", "LW", "R"]);
});

test("standby says what it brings, before it is pressed", () => {
  assert.equal(standbyWords("scn_a", show), "Stage on air, at once (F8)");
  assert.match(standbyWords("", show), /^Black, at once/);
});
