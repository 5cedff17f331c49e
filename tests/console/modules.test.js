import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { register } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../static/", import.meta.url));
const scripts = readdirSync(ROOT, { recursive: true }).filter((name) => name.endsWith(".js"));

// What lies under static/npm is served from node_modules.
const NPM = new URL("../../node_modules/", import.meta.url).href;
const resolve = `export const resolve = (name, context, next) =>
  next(name.includes("/npm/") ? new URL(name.split("/npm/")[1], ${JSON.stringify(NPM)}).href : name, context);`;
register(`data:text/javascript,${encodeURIComponent(resolve)}`);

/** Modules that want a page stop at that; one that cannot be read, or asks for what another does not have, is broken. */
async function brokenBy(name) {
  try {
    await import(`${ROOT}${name}`);
  } catch (error) {
    if (error instanceof SyntaxError || error.code === "ERR_MODULE_NOT_FOUND") return `${name}: ${error.message}`;
  }
  return null;
}

test("every script can be read, and finds what it imports", async () => {
  assert.ok(scripts.length > 200);
  const broken = await Promise.all(scripts.map(brokenBy));
  assert.deepEqual(broken.filter(Boolean), []);
});
