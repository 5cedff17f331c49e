/** What of a line gives way where it does not fit. Pure: widths come in, names go out. */

/**
 * The names of those that leave the line for its menu: none where all fit; else, in the order given, as many as it
 * takes, the menu's own button counted. `items` are `{name, width_px}` in the order in which they give way (what is
 * not there now is 0 wide and never leaves); `need_px` is the whole line with all of them, `gap_px` goes with each.
 */
export function leaving(items, { need_px, room_px, gap_px, menu_px }) {
  const names = [];
  let over = need_px - room_px;
  if (over <= 1) return names; // widths are rounded
  over += menu_px + gap_px;
  for (const { name, width_px } of items) {
    if (over <= 0) break;
    if (!width_px) continue;
    names.push(name);
    over -= width_px + gap_px;
  }
  return names;
}
