/** Who may press what, by right. The server decides; this is what the page shows of it. Pure. */

export const EVERY = Object.freeze(["view", "edit", "sound", "caption", "operate", "carry", "manage", "create"]);

/** The right to a press; to direct where nothing stands here. */
const RIGHT_OF = {
  ...{ sound: "sound", master: "sound" },
  ...{ captions_show: "caption", captions_clear: "caption" },
  ...{ caption_edit: "caption", caption_drop: "caption", caption_restore: "caption" },
  ...{ acknowledge_alert: "edit", page_input: "edit" },
};

export const may = ({ rights }, right) => rights.includes(right);

/** All the rights that a press needs: a take that sets sound takes the sound's too. */
export function rightsFor(verb, parts = {}) {
  const own = RIGHT_OF[verb] ?? (verb.startsWith("rundown_") ? "carry" : "operate");
  return Object.keys(parts.sound ?? {}).length ? [own, "sound"] : [own];
}

/** Whether this seat may press something; `view` has its `rights`, and `carries`: whether it runs the rundown now. */
export function mayPress(verb, parts, view) {
  return rightsFor(verb, parts).every((right) => may(view, right) || (right === "carry" && Boolean(view.carries)));
}

/** What is in these hands, in a show that is in this mode. */
export const handsOf = ({ rights }, mode) => ({
  live: mode === "air" && rights.includes("operate"),
  mixes: mode === "air" && rights.includes("sound"),
  corrects: mode === "air" && rights.includes("caption"),
  listens: rights.includes("edit") || rights.includes("sound"),
  editable: mode !== "offline" && rights.includes("edit"),
});
