/** Files dropped anywhere on the page are uploaded; folders come with what is in them. */

import { gettext, interpolate } from "../i18n.js";
import { FILE, carries } from "./carrying.js";
import { joined } from "./tree.js";

export function mountDrop(root, { shelf, uploads, attempt }) {
  let inside = 0;
  const show = (on) => {
    root.hidden = !on;
    const folder = shelf.folder();
    root.firstElementChild.textContent = folder
      ? interpolate(gettext("Drop to upload into %(folder)s"), { folder })
      : gettext("Drop to upload");
  };
  addEventListener("dragenter", (event) => brings(event) && show((inside += 1) > 0));
  addEventListener("dragleave", (event) => brings(event) && show((inside = Math.max(0, inside - 1)) > 0));
  addEventListener("dragover", (event) => brings(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    inside = 0;
    show(false);
    if (!brings(event)) return;
    event.preventDefault();
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = [...event.dataTransfer.files];
    const folder = shelf.folder();
    attempt(async () => {
      const found = entries.length ? (await Promise.all(entries.map((one) => within(one, folder)))).flat() : null;
      uploads.add(found ?? files.map((file) => ({ file, folder })));
    });
  });
}

/** Whether files come from outside; what is carried within the page is for its folders. */
const brings = (event) => Boolean(event.dataTransfer) && carries(event, "Files") && !carries(event, FILE);

/** The files of an entry, and of what lies in it, each with the folder that it belongs into. */
async function within(entry, folder) {
  if (entry.isFile) return [{ file: await new Promise((...ends) => entry.file(...ends)), folder }];
  const inner = joined(folder, entry.name);
  const found = [];
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((...ends) => reader.readEntries(...ends)); // a hundred at a time
    if (!some.length) return found;
    found.push(...(await Promise.all(some.map((one) => within(one, inner)))).flat());
  }
}
