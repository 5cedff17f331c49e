/** What opens over or beside the desk, by the function that opens it. None of it is loaded with the page: later.js. */

import { Later } from "./widgets/later.js";

export const sheets = new Later({ styled });

export const openSourceDialog = sheets.of(() => import("./dialogs/source.js"), "openSourceDialog");
export const openKeyDialog = sheets.of(() => import("./dialogs/source.js"), "openKeyDialog");
export const rotateKey = sheets.of(() => import("./dialogs/source.js"), "rotateKey");
export const openStandingIn = sheets.of(() => import("./dialogs/standing_in.js"), "openStandingIn");
export const openEditor = sheets.of(() => import("./editor/sheet.js"), "openEditor");
export const openNewScene = sheets.of(() => import("./editor/fresh.js"), "openNewScene");
export const openOverlayDialog = sheets.of(() => import("./dialogs/overlay.js"), "openOverlayDialog");
export const openControllers = sheets.of(() => import("./graphics/controllers.js"), "openControllers");
export const openPage = sheets.of(() => import("./dialogs/page.js"), "openPage");
export const openDeckMenu = sheets.of(() => import("./decks/menu.js"), "openDeckMenu");
export const openStripSheet = sheets.of(() => import("./sound/strip_sheet.js"), "openStripSheet");
export const openLanguages = sheets.of(() => import("./captions/languages_menu.js"), "openLanguages");
export const openCaptionSettings = sheets.of(() => import("./captions/settings.js"), "openCaptionSettings");
export const openModels = sheets.of(() => import("./captions/models.js"), "openModels");
export const openMacro = sheets.of(() => import("./macros/sheet.js"), "openMacro");
export const openPalette = sheets.of(() => import("./palette/palette.js"), "openPalette");
export const openKeys = sheets.of(() => import("./keys/sheet.js"), "openKeys");
export const openSettings = sheets.of(() => import("./settings/sheet.js"), "openSettings");
export const openOutputs = sheets.of(() => import("./dialogs/outputs.js"), "openOutputs");
export const openRecordings = sheets.of(() => import("./recordings/sheet.js"), "openRecordings");
export const openHealth = sheets.of(() => import("./health/sheet.js"), "openHealth");
export const openPeople = sheets.of(() => import("./people/sheet.js"), "openPeople");
export const openViews = sheets.of(() => import("./views/sheet.js"), "openViews");

let styles = null;

/** The style sheets of these: links that the page has switched off. They keep their place among the others. */
function styled() {
  return (styles ??= switchedOn([...document.querySelectorAll("link[data-sheets]")]));
}

/** What does not come is asked for again with the next part; that part opens all the same. */
async function switchedOn(links) {
  await Promise.all(links.filter(({ sheet }) => !sheet).map(asked));
  if (links.some(({ sheet }) => !sheet)) styles = null;
}

const asked = (link) =>
  new Promise((done) => {
    Object.assign(link, { onload: done, onerror: done, disabled: true });
    link.disabled = false;
  });
