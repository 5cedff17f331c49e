/** Everything that can be done by its name: a deed has `id`, `words`, and `run(app)`. Pure but for what `run` does. */

import { gettext, interpolate } from "../../i18n.js";
import { capFor } from "../keys/caps.js";
import { capOf, comboFor } from "../state/surface.js";

const asks = (verb, parts) => (app) => app.ask(verb, parts);
const named = (words, { name }) => interpolate(words, { name });

/** The desk's own, by what the page's role and state allow. */
function ofTheDesk({ live, recording, show }) {
  if (!live) return [];
  return [
    ["cut", gettext("Cut")],
    ["auto", gettext("Auto")],
    ["ftb", gettext("Fade to black, or back")],
    ["standby", gettext("Standby"), "F8"],
    ["rehearse_transition", gettext("Try the transition on preview")],
    ["overlays_off", gettext("All overlays off")],
    ...(recording.on ? [] : [["start_recording", gettext("Start recording"), capFor(show, "record")]]),
  ].map(([verb, words, key = capFor(show, verb)]) => ({ id: verb, words, key, run: asks(verb) }));
}

function ofScenes({ live, show }, keys) {
  if (!live) return [];
  const key = (scene) => capOf(comboFor(keys, "scene", scene.id));
  return show.scenes.flatMap((scene) => [
    {
      id: `preview ${scene.id}`,
      words: named(gettext("Line up %(name)s"), scene),
      key: key(scene),
      run: asks("preview", { scene: scene.id }),
    },
    {
      id: `take ${scene.id}`,
      words: named(gettext("Take %(name)s"), scene),
      key: "",
      run: asks("take", { scene: scene.id }),
    },
  ]);
}

function ofSources({ live, show }, keys) {
  if (!live) return [];
  return show.sources.map((source) => ({
    id: `source ${source.id}`,
    words: named(gettext("Line up %(name)s full-frame"), source),
    key: capOf(comboFor(keys, "source", source.id)),
    run: asks("preview", { scene: source.id }),
  }));
}

function ofOverlays({ live, show, desk }, keys) {
  if (!live) return [];
  return show.overlays.map((overlay) => {
    const on = Boolean(desk.overlays[overlay.id]?.on);
    return {
      id: `overlay ${overlay.id}`,
      words: named(on ? gettext("Overlay %(name)s off") : gettext("Overlay %(name)s on"), overlay),
      key: capOf(comboFor(keys, "overlay", overlay.id)),
      run: asks("overlay", { overlay: overlay.id, on: !on }),
    };
  });
}

function ofSound({ live, show, desk }, keys) {
  if (!live) return [];
  return show.sources
    .filter(({ id }) => id in (desk.sound ?? {}))
    .map((source) => {
      const mute = !desk.sound[source.id].mute;
      return {
        id: `mute ${source.id}`,
        words: named(mute ? gettext("Mute %(name)s") : gettext("Unmute %(name)s"), source),
        key: capOf(comboFor(keys, "mute", source.id)),
        run: asks("sound", { source: source.id, mute }),
      };
    });
}

function ofMacros({ live, show }, keys) {
  if (!live) return [];
  return (show.surface?.macros ?? []).map((macro) => ({
    id: `macro ${macro.id}`,
    words: named(gettext("Run %(name)s"), macro),
    key: capOf(comboFor(keys, "macro", macro.id)),
    run: asks("run_macro", { macro: macro.id }),
  }));
}

/** All of them for a view, `sheets` (`[{id, words, run}]`) behind what reaches the programme. */
export function deedsOf(view, sheets) {
  const keys = view.show.surface?.keys ?? {};
  const every = [ofTheDesk(view), ...[ofScenes, ofSources, ofOverlays, ofSound, ofMacros].map((of) => of(view, keys))];
  return [...every.flat(), ...sheets.map((sheet) => ({ key: "", ...sheet }))];
}
