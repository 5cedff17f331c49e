/** The library's page: what is looked at, what is chosen, and who hears of it. */

import { createApi } from "../console/link/api.js";
import { createNotices } from "./notices.js";
import { mountDetails } from "./details.js";
import { mountDrop } from "./drop.js";
import { mountFiles } from "./files.js";
import { mountPlaces } from "./places.js";
import { mountTools } from "./tools.js";
import { mountUploads } from "./uploads/panel.js";
import { createShelf } from "./shelf.js";

const addresses = { ...document.body.dataset };
const panel = (name) => document.querySelector(`[data-panel="${name}"]`);
const notices = createNotices(document.querySelector("[data-notices]"));
const api = {
  files: createApi({ base: addresses.library, csrf: addresses.csrf }),
  recordings: createApi({ base: addresses.recordings, csrf: addresses.csrf }),
  shows: createApi({ base: addresses.shows, csrf: addresses.csrf }),
};
const app = { addresses, api, notices, shelf: createShelf(api, addresses) };

/** Do something that the server may refuse; its reason is said. */
app.attempt = async (work) => {
  try {
    return await work();
  } catch (error) {
    notices.say(error.message, "warning");
    return undefined;
  }
};

if (addresses.uploads) {
  app.uploads = mountUploads(panel("uploads"), app);
  mountDrop(document.querySelector("[data-drop]"), app);
}
mountTools(panel("tools"), app);
mountPlaces(panel("places"), app);
mountFiles(panel("files"), app);
mountDetails(panel("details"), app);
app.attempt(() => app.shelf.refresh());
