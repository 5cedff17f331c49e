/** The settings of a show, whole: name, picture, start, standby, slate, who; copy, export and delete it. */

import { gettext, interpolate } from "../../i18n.js";
import { told } from "../state/told.js";
import { h } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { field } from "../widgets/layer.js";
import { formSheet } from "../widgets/sheet.js";
import { peopleFields, pictureFields, startFields } from "./fields.js";
import { slateFields } from "./slate.js";
import { changes } from "./values.js";

export async function openSettings(app) {
  let row;
  try {
    row = await app.api.get("");
  } catch (error) {
    return app.notices.say(error.message, "warning");
  }
  const name = h("input.input", { value: row.name, maxlength: 120, required: true });
  const groups = [pictureFields(row), startFields(row), peopleFields(row)];
  const slate = slateFields(app.view.value.show);
  return formSheet(gettext("Settings of the show"), {
    action: gettext("Save settings"),
    body: h(
      "div.show-settings",
      {},
      field(gettext("Name"), name),
      ...groups.map(({ element }) => element),
      slate.element,
      wholeShow(app, row),
    ),
    danger: row.rights.includes("manage") ? (close) => deleteButton(app, row, close) : null,
    save: async () => {
      const read = await Promise.all(groups.map((one) => one.read(app.api)));
      const lost = await slate.read(app.api, () => {});
      const now = Object.assign({ name: name.value.trim() }, ...read);
      const found = { ...changes(row, now), ...(lost ? { slate: lost } : {}) };
      if (Object.keys(found).length) await app.api.patch("", found);
    },
  });
}

/** What is done with the show as one thing. */
function wholeShow(app, { name, role }) {
  const problem = h("p.problem", { role: "alert", hidden: true });
  const copy = async () => {
    problem.hidden = true;
    try {
      const made = await app.api.post("copy");
      const address = location.pathname.replace(app.addresses.show, made.id);
      const words = interpolate(gettext("%(name)s is made. Open it"), { name: made.name });
      done.replaceChildren(h("a", { href: address }, words));
    } catch (error) {
      problem.textContent = told(error.message);
      problem.hidden = false;
    }
  };
  const done = h("p.hint", { role: "status" });
  const file = { href: `${app.addresses.api}export`, download: `${name}.json` };
  const archive = { href: `${app.addresses.api}archive`, download: "" };
  return h(
    "fieldset.settings-group",
    {},
    h("legend.label", {}, gettext("The whole show")),
    h(
      "div.row",
      {},
      h("button.button.copy-show", { type: "button", onclick: copy }, gettext("Make a copy")),
      h("a.button", file, gettext("Export as a file")),
      role === "viewer" ? null : h("a.button", archive, gettext("Archive with its media")),
    ),
    h("p.hint", {}, gettext("A copy has no people, links, rundowns, schedule or recordings; its push keys are new.")),
    done,
    problem,
  );
}

/** Held for a second; on air it is refused with what to do first. */
function deleteButton(app, { name }, close) {
  const remove = async () => {
    try {
      await app.api.remove("");
      close();
      location.assign(app.addresses.home ?? "/");
    } catch (error) {
      app.notices.say(error.message, "warning");
    }
  };
  const title = interpolate(gettext("Hold to delete %(name)s with its recordings; off air only"), { name });
  const words = h("span", {}, gettext("Hold to delete"));
  return holdable(h("button.button.danger.delete-show", { type: "button", title }, h("span.ring"), words), remove);
}
