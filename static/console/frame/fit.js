/**
 * How large monitors and tiles are on this desk. Pure: the sizes of its parts come in, columns and heights go out.
 *
 * Scenes are as high as they need. Sources get the largest tiles of which all stand in sight, never narrower than
 * they can be recognised in; for two rows of them the monitors give some of their height, for more they do not.
 */

export const SOURCE_PX = 220; // the narrowest a source's tile is
const SQUEEZED_PX = 190; // where three of that stand beside each other and two larger ones would waste the place
const WIDEST_PX = 440;
const SCENE_PX = 86;
const FEW_SCENES = 6;
const ROWS = 2; // of sources, for which monitors give way
const LEAST_SHARE = 0.36; // of the desk's height, for monitors
const WHOLE_SHARE = 0.33; // where that little less shows the rows of sources whole

/**
 * Everything in px: `width` of the monitors' place, `head` of a monitor above its picture; `height` for monitors,
 * hands, scenes and sources, with `gap` between them; `lower` the width of what holds tiles, `seam` between two of
 * them. `hands` is the room kept for transports, `idle` the part of it that shows nothing now. `chrome` is how high
 * the panels of scenes and sources are without their tiles.
 *
 * Answers the height of the monitors' place (hands in it), that of the monitors themselves, and columns.
 */
export function fit(desk) {
  const { width, height, gap, head, hands, idle, scenes, chrome } = desk;
  const widest = Math.ceil((((width - gap) / 2) * 9) / 16) + head;
  const sceneColumns = columnsOfScenes(desk);
  const rows = Math.min(ROWS, Math.ceil(scenes / sceneColumns) || 1);
  const scenesHigh = chrome.scenes + highOf(rows, tileOf(desk, sceneColumns), desk.seam);
  const room = height - scenesHigh - 2 * gap - hands;
  const tiles = tilesOf(desk, room - widest - chrome.sources);
  const left = room - chrome.sources - tiles.high;
  const share = left >= height * WHOLE_SHARE ? WHOLE_SHARE : LEAST_SHARE;
  const least = Math.min(widest, Math.round(height * share));
  const reserved = Math.max(least, Math.min(widest, left));
  return {
    upper_px: reserved + hands,
    monitors_px: Math.min(widest, reserved + idle),
    scene_columns: sceneColumns,
    source_columns: tiles.columns,
    rows_px: highOf(rows, tileOf(desk, sceneColumns), desk.seam),
  };
}

function columnsOfScenes({ lower, seam, scenes }) {
  const most = Math.max(3, Math.floor((lower + seam) / (SCENE_PX + seam)));
  return Math.min(most, Math.max(FEW_SCENES, scenes));
}

/** The fewest columns whose rows all fit into `free`; else the most there may be, two rows of them. */
function tilesOf({ lower, seam, sources }, free) {
  const most = columnsOfSources(lower, seam);
  for (let columns = 1; columns <= most; columns += 1) {
    const wide = (lower - (columns - 1) * seam) / columns;
    const high = highOf(Math.ceil(sources / columns), wide, seam);
    if (high <= free && (wide <= WIDEST_PX || columns === most)) return { columns, high };
  }
  const wide = (lower - (most - 1) * seam) / most;
  return { columns: most, high: highOf(Math.min(ROWS, Math.ceil(sources / most)), wide, seam) };
}

function columnsOfSources(lower, seam) {
  const columns = (least) => Math.max(1, Math.floor((lower + seam) / (least + seam)));
  return columns(SOURCE_PX) < 3 ? Math.min(3, columns(SQUEEZED_PX)) : columns(SOURCE_PX);
}

const tileOf = ({ lower, seam }, columns) => (lower - (columns - 1) * seam) / columns;
const highOf = (rows, wide, seam) => Math.ceil((rows * wide * 9) / 16) + Math.max(0, rows - 1) * seam;
