import assert from "node:assert/strict";
import { test } from "node:test";

import { fit, SOURCE_PX } from "../../static/console/frame/fit.js";

const DESK = {
  width: 1410, height: 1004, lower: 1000, gap: 10, seam: 8, head: 37, hands: 64, idle: 0, scenes: 7, sources: 6,
  chrome: { scenes: 50, sources: 50 },
}; // prettier-ignore
const wide = ({ lower, seam }, columns) => (lower - (columns - 1) * seam) / columns;

test("sources are never narrower than they can be recognised in", () => {
  for (const lower of [700, 1000, 1400, 2100])
    for (const sources of [1, 4, 6, 12, 24]) {
      const desk = { ...DESK, lower, sources };
      assert.ok(wide(desk, fit(desk).source_columns) >= SOURCE_PX, `${sources} in ${lower}`);
    }
});

test("a transport that shows nothing leaves its room to the monitors and moves nothing below", () => {
  const low = { ...DESK, height: 700 };
  const [empty, full] = [fit({ ...low, idle: 64 }), fit(low)];
  assert.equal(empty.upper_px, full.upper_px);
  assert.equal(empty.source_columns, full.source_columns);
  assert.ok(empty.monitors_px > full.monitors_px);
});

test("monitors are as large as the width gives where the height does", () => {
  assert.equal(fit({ ...DESK, height: 1400 }).monitors_px, Math.ceil((700 * 9) / 16) + DESK.head);
});

test("monitors give way for two rows of sources and not for eight", () => {
  const tight = { ...DESK, height: 900 };
  const [six, many] = [6, 32].map((sources) => fit({ ...tight, sources }));
  assert.ok(many.monitors_px >= 0.36 * tight.height);
  assert.ok(six.monitors_px >= many.monitors_px);
});

test("scenes stand in one row while they can be recognised", () => {
  assert.equal(fit({ ...DESK, scenes: 3 }).scene_columns, 6);
  assert.equal(fit({ ...DESK, scenes: 9 }).scene_columns, 9);
  assert.ok(fit({ ...DESK, scenes: 40 }).scene_columns <= 11);
});

test("monitors give a little more where that shows both rows of sources whole", () => {
  // A desk of 1440 × 900 with four scenes: the rows lacked nine pixels.
  const desk = {
    width: 1021.2, height: 824, lower: 747.2, gap: 10, seam: 8, head: 37, hands: 64, idle: 64, scenes: 4, sources: 6,
    chrome: { scenes: 52, sources: 52 },
  }; // prettier-ignore
  const { upper_px, rows_px, source_columns } = fit(desk);
  const sources = desk.height - upper_px - rows_px - desk.chrome.scenes - 2 * desk.gap - desk.chrome.sources;
  assert.equal(source_columns, 3);
  assert.ok(sources >= (2 * wide(desk, 3) * 9) / 16 + desk.seam, "both rows stand in sight");
  assert.ok(upper_px - desk.hands >= 0.33 * desk.height);
  const crowded = fit({ ...desk, chrome: { scenes: 90, sources: 52 } });
  assert.ok(
    crowded.upper_px - desk.hands >= 0.36 * desk.height - 1,
    "where they cannot be whole, monitors keep theirs",
  );
});
