/** The languages a viewer can read along in: none until one is chosen, and the choice outlasts a new player. */

import { gettext } from "./i18n.js";

/** The menu's rows for tracks of `{lang, name}`. Pure. */
export const rowsOf = (tracks) => [["", gettext("Off")], ...tracks.map(({ lang, name }) => [lang, name || lang])];

/** Which of the tracks speaks the chosen language; −1 for none. Pure. */
export const indexOf = (tracks, chosen) => (chosen ? tracks.findIndex(({ lang }) => lang === chosen) : -1);

/** A menu in `field` (a label around a select), there only while there are languages. */
export function subtitleMenu(field) {
  const select = field.querySelector("select");
  let tracks = [];
  let turnTo = () => {};
  let chosen = "";

  select.addEventListener("change", () => {
    chosen = select.value;
    turnTo(indexOf(tracks, chosen));
  });

  /** A player's tracks, and what shows the one of an index; what was chosen before shows again. */
  function offer(found, turn) {
    [tracks, turnTo] = [found, turn];
    field.hidden = !tracks.length;
    select.replaceChildren(
      ...rowsOf(tracks).map(([value, text]) => Object.assign(new Option(text, value), { lang: value })),
    );
    const index = indexOf(tracks, chosen);
    select.value = index < 0 ? "" : chosen;
    turnTo(index);
  }

  /** The viewer chose in the player's own menu. */
  function turned(index) {
    chosen = tracks[index]?.lang ?? "";
    select.value = chosen;
  }

  return { offer, turned };
}

/** The tracks of a browser that plays HLS by itself, as they come. */
export function nativeTracks(picture, menu) {
  const found = () => [...picture.textTracks].filter(({ kind }) => kind === "subtitles" || kind === "captions");
  const turn = (index) => found().forEach((track, at) => (track.mode = at === index ? "showing" : "disabled"));
  const tell = () =>
    menu.offer(
      found().map(({ language, label }) => ({ lang: language, name: label })),
      turn,
    );
  picture.textTracks.addEventListener("addtrack", tell);
  picture.textTracks.addEventListener("removetrack", tell);
  return () => {
    picture.textTracks.removeEventListener("addtrack", tell);
    picture.textTracks.removeEventListener("removetrack", tell);
  };
}
