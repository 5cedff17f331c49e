/** How large a piece is, how long to wait, and what may be tried again. Pure. */

import { gettext } from "../../i18n.js";
import { told } from "../../console/state/told.js";

export const FIRST_PIECE = 1 << 20; // bytes
const LEAST_PIECE = 256 << 10;
const SHORT_MS = 1500;
const LONG_MS = 8000;
const LONGEST_WAIT_MS = 30_000;

/** The next piece's size: what breaks off is lost, what is small costs a round trip each. */
export function nextPiece(bytes, tookMs, most) {
  if (tookMs < SHORT_MS) return Math.min(most, bytes * 2);
  return tookMs > LONG_MS ? Math.max(LEAST_PIECE, bytes >> 1) : Math.min(most, bytes);
}

/** How long to wait after so many failures in a row; the server may ask for more. */
export function waitMs(failures, retryAfterS = 0) {
  return Math.max(retryAfterS * 1000, Math.min(LONGEST_WAIT_MS, 1000 * 2 ** (failures - 1)));
}

/** Whether a problem goes away by itself: a line that is down, a server that restarts or is busy. */
export function passes({ status }) {
  return status === 0 || status === 429 || status === 408 || (status >= 500 && status !== 507);
}

const STEPS = {
  401: gettext("You are signed out. Sign in in another tab, then try again."),
  403: gettext("You may not upload here any more. Ask a director."),
  507: gettext("Make room on the server's disk, then try again."),
  415: gettext("Choose another file."),
  413: gettext("Make it smaller, or ask who runs the server to raise TALLY_UPLOAD_GB."),
};

/** What went wrong, and what to do about it. */
export function inWords(problem) {
  return [told(problem.message), STEPS[problem.status]].filter(Boolean).join(" ");
}
