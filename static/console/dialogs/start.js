/** How the show starts: a still on a colour, and the scene that follows it. Edited where scenes are. */

import { gettext } from "../../i18n.js";
import { h } from "../widgets/h.js";
import { field } from "../widgets/layer.js";

/** `read(api, scene)` resolves to what is to be saved of it for the scene of this id, or null for no change. */
export function startFields({ start = {}, scenes }, scene) {
  const first = start.scene || scenes[0]?.id;
  const chosen = h("input", { type: "checkbox", checked: Boolean(scene) && first === scene.id });
  const picture = h("input.input", { type: "file", accept: "image/*" });
  const without = h("input", { type: "checkbox" });
  const color = h("input.input", { type: "color", value: (start.color ?? "#000000").slice(0, 7) });
  const element = h(
    "details.field.start-settings",
    {},
    h("summary.label", {}, gettext("How the show starts")),
    h("label.check", {}, chosen, gettext("With this scene, as soon as it has its pictures")),
    h(
      "div.columns",
      {},
      field(start.path ? gettext("Another start picture") : gettext("Start picture until then"), picture),
      field(gettext("On the colour"), color),
    ),
    start.path && h("label.check", {}, without, gettext("Without a picture")),
  );
  const read = async (api, id) => {
    const [file] = picture.files;
    const asset = file ? { asset: (await api.upload(file, () => {})).id } : without.checked ? { asset: null } : {};
    return changes(start, first, { id, chosen: chosen.checked, color: color.value, asset });
  };
  return { element, read };
}

/** What is another one now, or null. `first` is the scene that the show starts with so far. Pure. */
export function changes(start, first, { id, chosen, color, asset }) {
  const scene = chosen && first !== id ? { scene: id } : !chosen && start.scene === id ? { scene: "" } : {};
  const tint = color === (start.color ?? "#000000").slice(0, 7) ? {} : { color };
  const all = { ...asset, ...tint, ...scene };
  return Object.keys(all).length ? all : null;
}
