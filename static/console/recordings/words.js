/** What is said of a recording and its clips. Pure. */

import { gettext, interpolate } from "../../i18n.js";
import { megabytes } from "../state/bytes.js";
import { hms } from "../state/time.js";

/** Running ones first, then the newest. */
export function inOrder(recordings) {
  const running = ({ state }) => (state === "recording" ? 0 : 1);
  return [...recordings].sort((a, b) => running(a) - running(b) || b.started_at.localeCompare(a.started_at));
}

export function recordingWords({ state, seconds, bytes }) {
  const much = { length: hms(seconds), size: megabytes(bytes) };
  if (state === "recording") return interpolate(gettext("recording now, %(length)s, %(size)s"), much);
  if (state === "interrupted") return interpolate(gettext("%(length)s, %(size)s, interrupted"), much);
  return interpolate(gettext("%(length)s, %(size)s"), much);
}

export function clipWords({ state, progress, error }) {
  if (state === "done") return gettext("in the library");
  if (state === "failed") return error || gettext("could not be cut");
  if (state === "queued") return gettext("waits for a worker");
  return interpolate(gettext("%(percent)s %"), { percent: Math.round(100 * progress) });
}

/** Whether there is anything that will look different soon. */
export const isBusy = (recordings) =>
  recordings.some(
    ({ state, clips }) =>
      state === "recording" || clips.some((clip) => clip.state === "queued" || clip.state === "running"),
  );
