/** What a macro's step does, in words. */

import { gettext, interpolate } from "../../i18n.js";
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
  take: ({ scene }, show) => said(gettext("Take %(name)s"), scene, show),
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
  play: ({ source }, show) => said(gettext("Play %(name)s"), source, show),
  pause: ({ source }, show) => said(gettext("Pause %(name)s"), source, show),
  cue: ({ source }, show) => said(gettext("Cue %(name)s"), source, show),
};

const said = (text, id, show) => interpolate(text, { name: nameOf(id, show) });
const overlayName = (id, show) => show.overlays.find((one) => one.id === id)?.name ?? id;
