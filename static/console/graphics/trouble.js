/** What is wrong with the page of an overlay, from its status; nothing while all is well, or nobody knows. Pure. */

import { gettext } from "../../i18n.js";
import { told } from "../state/told.js";

const SAID = "the graphic: "; // so begins what a graphic itself has thrown
const QUIET = new Set(["live", "waiting", "connecting"]);

export function troubleOf(status) {
  if (!status) return "";
  const words = status.text ?? "";
  const thrown = words.indexOf(SAID);
  if (thrown >= 0) return words.slice(thrown + SAID.length);
  return QUIET.has(status.state) ? "" : told(words) || gettext("Its page is not there.");
}
