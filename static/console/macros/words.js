/** What a macro's step does, in words. */

import { gettext, interpolate } from "../../i18n.js";
import { kindOf } from "../state/facts.js";
import { secondsText } from "../state/time.js";
import { nameOf } from "../state/tally.js";

/** `Overlay: Lower third on`, such as a person would say it; unknown commands by their verb. Pure. */
export function stepWords({ verb, parts }, show) {
  const words = WORDS[verb];
  return words ? words(parts, show) : verb.replaceAll("_", " ");
}

const WORDS = {
  cut: () => gettext("Cut"),
  auto: () => gettext("Auto"),
  standby: () => gettext("Standby"),
  overlays_off: () => gettext("All overlays off"),
  start_recording: () => gettext("Start recording"),
  stop_recording: () => gettext("Stop recording"),
  ftb: ({ on }) =>
    on === undefined ? gettext("Fade to black, or back") : on ? gettext("Fade to black") : gettext("Fade up"),
  preview: ({ scene }, show) => said(gettext("Line up %(name)s"), scene, show),
  take: ({ scene, transition }, show) => {
    const name = scene ? nameOf(scene, show) : gettext("A layout of its own");
    if (!transition?.kind) return interpolate(gettext("Take %(name)s"), { name });
    return interpolate(gettext("Take %(name)s: %(kind)s"), { name, kind: lastingWords(transition) });
  },
  transition: (parts) =>
    parts.kind
      ? interpolate(gettext("Choose the transition %(kind)s"), { kind: lastingWords(parts) })
      : gettext("Set up the transition"),
  captions_show: ({ visible }) => (visible === false ? gettext("Hide the captions") : gettext("Show the captions")),
  captions_clear: () => gettext("Clear the captions"),
  overlay: ({ overlay, on }, show) => {
    const text =
      on === undefined
        ? gettext("Texts of %(name)s")
        : on
          ? gettext("Overlay %(name)s on")
          : gettext("Overlay %(name)s off");
    return interpolate(text, { name: overlayName(overlay, show) });
  },
  sound: ({ source, mute }, show) =>
    said(
      mute === undefined
        ? gettext("Sound of %(name)s")
        : mute
          ? gettext("Mute %(name)s")
          : gettext("%(name)s heard again"),
      source,
      show,
    ),
  transition: () => gettext("Set the transition"),
  rehearse_transition: () => gettext("Rehearse the transition"),
  tbar: () => gettext("Drive the transition by hand"),
  master: () => gettext("Set the master"),
  captions_show: ({ visible }) => (visible === false ? gettext("Hide the captions") : gettext("Show the captions")),
  captions_clear: () => gettext("Clear the captions"),
  rundown_start: () => gettext("Start the rundown"),
  rundown_stop: () => gettext("Stop the rundown"),
  rundown_skip: () => gettext("Skip in the rundown"),
  rundown_hold: () => gettext("Hold the rundown"),
  rundown_hand_back: () => gettext("Hand back to the rundown"),
  rundown_break: () => gettext("Play the ad break"),
  start_destination: () => gettext("Start an output"),
  stop_destination: () => gettext("Stop an output"),
  fallback: ({ source }, show) => said(gettext("Choose what stands in for %(name)s"), source, show),
  deck: ({ source }, show) => said(gettext("Turn a page of %(name)s"), source, show),
  seek: ({ source }, show) => said(gettext("Jump in %(name)s"), source, show),
  playback: ({ source }, show) => said(gettext("Set how %(name)s plays"), source, show),
  overlay_action: ({ overlay }, show) =>
    interpolate(gettext("Step or count in %(name)s"), { name: overlayName(overlay, show) }),
  play: ({ source }, show) => said(gettext("Play %(name)s"), source, show),
  pause: ({ source }, show) => said(gettext("Pause %(name)s"), source, show),
  cue: ({ source }, show) => said(gettext("Cue %(name)s"), source, show),
};

/** A kind of transition, with how long it takes where that is said. */
function lastingWords({ kind, duration_ms: ms }) {
  const name = gettext(kindOf("transitions", kind)?.label ?? kind);
  return ms === undefined ? name : interpolate(gettext("%(name)s, %(time)s"), { name, time: secondsText(ms) });
}

const said = (text, id, show) => interpolate(text, { name: nameOf(id, show) });
const overlayName = (id, show) => show.overlays.find((one) => one.id === id)?.name ?? id;
