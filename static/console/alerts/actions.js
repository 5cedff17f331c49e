/** What can be done about an alert here and now: each opens what mends it. */

import { gettext } from "../../i18n.js";
import { openHealth, openOutputs, openRecordings, openSourceDialog, openStandingIn } from "../sheets.js";

const WORDS = {
  source: () => gettext("Source…"),
  reload: () => gettext("Reload"),
  standing_in: () => gettext("Stands in…"),
  outputs: () => gettext("Outputs…"),
  health: () => gettext("Health…"),
  recordings: () => gettext("Recordings…"),
};
const OPEN = {
  source: (app, source) => openSourceDialog(app, source, { replace: true }),
  reload: (app, source) => app.ask("reload", { source: source.id }),
  standing_in: openStandingIn,
  outputs: openOutputs,
  health: openHealth,
  recordings: openRecordings,
};

/**
 * What an alert offers: `{name, words, source}`, or null where there is nothing to press. Of a page that is lost it is
 * to open it anew. Whoever only watches is offered what only shows.
 */
export function actionOf({ do: asked, about }, { show, editable, live }) {
  const source = show.sources.find(({ id }) => id === about);
  const ofSource = asked === "source" || asked === "standing_in";
  const name = asked === "source" && source?.input.kind === "web" ? "reload" : asked;
  const may = name === "reload" ? live : !ofSource || (editable && source);
  return WORDS[name] && may ? { name, words: WORDS[name](), source } : null;
}

/** Do it. */
export const act = (app, { name, source }) => OPEN[name](app, source);
