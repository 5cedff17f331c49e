/** Questions about a file or a folder: its name, where it is to lie, whether it may go. */

import { gettext, interpolate, ngettext } from "../i18n.js";
import { h } from "../console/widgets/h.js";
import { field, formDialog } from "../console/widgets/layer.js";
import { nameOf } from "./tree.js";
import { useWords } from "./words.js";

const ofRecording = ({ show, id }) => `/${show}/recordings/${id}`;
const nameInput = (value, more = {}) => h("input.input", { value, required: true, maxlength: 200, ...more });

/** Give a file or a recording another name. */
export function askName({ api, shelf }, file) {
  const name = nameInput(file.name);
  const save = async () => {
    if (file.show) await api.shows.patch(ofRecording(file), { name: name.value });
    else await api.files.patch(`/${file.id}`, { name: name.value });
    await shelf.refresh();
  };
  formDialog(gettext("Rename"), { body: field(gettext("Name"), name), action: gettext("Rename"), save });
  name.select();
}

/** Put a file into another folder, also one that is new. */
export function askWhere({ api, shelf }, file) {
  const folder = nameInput(file.folder, { required: false, maxlength: 255, list: "folders" });
  const known = shelf.state.folders.map(({ path }) => h("option", { value: path }));
  const save = async () => {
    await api.files.patch(`/${file.id}`, { folder: folder.value });
    await shelf.refresh();
  };
  const hint = gettext("Such as Openers/2026. Empty: in no folder. A folder that is not there yet is made.");
  const body = [field(gettext("Folder"), folder, hint), h("datalist", { id: "folders" }, ...known)];
  formDialog(interpolate(gettext("Move %(name)s"), file), { body, action: gettext("Move"), save });
}

/** Delete a file. Where it is used is said first, and the server refuses as long as that is so. */
export async function askToDelete(app, file) {
  const { api, attempt, shelf } = app;
  if (file.show) return askToDeleteRecording(app, file);
  const detail = await attempt(() => api.files.get(`/${file.id}`));
  if (!detail) return undefined;
  const uses = detail.used_in.map((use) => h("li", {}, useWords(use)));
  const warning = uses.length
    ? [h("p.problem", {}, gettext("It is used. Take it out there first:")), h("ul.used-in", {}, ...uses)]
    : [h("p", {}, gettext("It is deleted from the server's disk, for everybody and for good."))];
  const save = async () => {
    await api.files.remove(`/${file.id}`);
    shelf.choose(null);
    await shelf.refresh();
  };
  return formDialog(deleteWords(file), { body: warning, action: gettext("Delete"), save });
}

function askToDeleteRecording({ api, shelf }, file) {
  const save = async () => {
    await api.shows.remove(ofRecording(file));
    shelf.choose(null);
    await shelf.refresh();
  };
  const words = ngettext(
    "Its file is deleted from the server's disk, for good.",
    "Its files are deleted from the server's disk, for good.",
    file.parts.length,
  );
  return formDialog(deleteWords(file), { body: h("p", {}, words), action: gettext("Delete"), save });
}

const deleteWords = (file) => interpolate(gettext("Delete %(name)s?"), file);

/** Name a folder that is to come. */
export function askNewFolder({ shelf }, make) {
  const name = nameInput("", { maxlength: 80 });
  const folder = shelf.folder();
  const hint = folder
    ? interpolate(gettext("In %(folder)s. It is kept once something lies in it."), { folder })
    : gettext("It is kept once something lies in it.");
  const save = async () => make(name.value);
  formDialog(gettext("New folder"), { body: field(gettext("Name"), name, hint), action: gettext("Make"), save });
  name.focus();
}

/** Give a folder another name; what is in it goes along. */
export function askFolder({ api, shelf }, path) {
  const name = nameInput(path, { maxlength: 255 });
  const save = async () => {
    await api.files.patch("/folders", { path, to: name.value });
    await shelf.look({ place: { folder: name.value } });
    await shelf.refresh();
  };
  const hint = gettext("With its whole path: another one moves it. What uses its files goes on using them.");
  const title = interpolate(gettext("Rename %(name)s"), { name: nameOf(path) });
  formDialog(title, { body: field(gettext("Folder"), name, hint), action: gettext("Rename"), save });
  name.select();
}
