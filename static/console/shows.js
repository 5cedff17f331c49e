/** The list of shows: make a new one, empty, from a template or from an archive, and go there. */

import { gettext, interpolate } from "../i18n.js";
import { takeIn } from "./archive.js";
import { createApi } from "./link/api.js";

const form = document.querySelector("[data-new-show]");
const api = createApi({ base: document.body.dataset.api, csrf: document.body.dataset.csrf });

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const problem = form.querySelector(".problem");
  problem.hidden = true;
  try {
    const { name, template } = form.elements;
    const like = template?.value ? { template: template.value } : {};
    const { id } = await api.post("", { name: name.value.trim(), ...like });
    location.href = `/shows/${id}/`;
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
  }
});

const taking = document.querySelector("[data-import]");

taking?.elements.file.addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  const [bar, words, problem] = ["progress", ".hint", ".problem"].map((one) => taking.querySelector(one));
  if (!file) return;
  problem.hidden = true;
  bar.hidden = false;
  target.disabled = true;
  const follow = ({ share, sent, text }) => {
    bar.value = share;
    const doing = sent ? gettext("Making the show of %(name)s…") : gettext("Sending %(name)s…");
    words.textContent = text || interpolate(doing, { name: file.name });
  };
  try {
    const { api: shows, uploads, csrf } = document.body.dataset;
    const show = await takeIn(file, { shows, uploads, csrf, follow });
    location.href = `/shows/${show}/`;
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
    words.textContent = "";
  } finally {
    bar.hidden = true;
    target.disabled = false;
    target.value = "";
  }
});
