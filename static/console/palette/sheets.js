/** The sheets and pages that the palette leads to, by what this seat may open. */

import { gettext } from "../../i18n.js";
import { openHealth, openKeys, openOutputs, openPeople, openRecordings, openSettings, openViews } from "../sheets.js";

const goesTo = (href) => () => location.assign(href);

export function sheetsOf({ view, addresses }) {
  const { editable } = view.value;
  return [
    editable && ["settings", gettext("Settings of the show"), openSettings],
    ["outputs", gettext("Outputs and destinations"), openOutputs],
    ["recordings", gettext("Recordings"), openRecordings],
    ["health", gettext("Health"), openHealth],
    ["people", gettext("Who is here"), openPeople],
    ["views", gettext("Views and links for the crew"), openViews],
    ["help", gettext("Keys"), openKeys],
    addresses.files && ["library", gettext("Library: files and recordings"), goesTo(addresses.files)],
    addresses.rundowns && ["rundowns", gettext("Rundowns: what plays by itself"), goesTo(addresses.rundowns)],
  ]
    .filter(Boolean)
    .map(([id, words, run]) => ({ id: `open ${id}`, words, run }));
}
