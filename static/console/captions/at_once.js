/** What takes captions out of the picture at once, and brings them back: the keys and the buttons do the same. */

import { gettext } from "../../i18n.js";

export function showOrHide(app) {
  const { captions } = app.view.value;
  if (!captions) return nothingToHide(app);
  return app.ask("captions_show", { visible: !captions.visible });
}

export async function clear(app) {
  if (!app.view.value.captions) return nothingToHide(app);
  if (await app.ask("captions_clear"))
    app.notices.say(gettext("Captions cleared: what stood and what waited is gone."));
}

const nothingToHide = ({ notices }) => notices.say(gettext("No captions are running."), "warning");
