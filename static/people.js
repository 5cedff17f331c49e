/** A Copy button beside every address that is there to be passed on. */

import { gettext } from "./i18n.js";

for (const field of document.querySelectorAll("[data-copy]")) {
  const line = Object.assign(document.createElement("span"), { className: "copy" });
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "button",
    textContent: gettext("Copy"),
  });
  field.before(line);
  line.append(field, button);
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    field.select();
    // Clipboards belong to secure pages; elsewhere the selection is there to be copied by hand.
    await navigator.clipboard?.writeText(field.value).then(
      () => (button.textContent = gettext("Copied")),
      () => {},
    );
  });
}
