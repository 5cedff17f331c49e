/** The list of shows: make a new one and go there. */

import { createApi } from "./link/api.js";

const form = document.querySelector("[data-new-show]");
const api = createApi({ base: document.body.dataset.api, csrf: document.body.dataset.csrf });

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const problem = form.querySelector(".problem");
  problem.hidden = true;
  try {
    const { id } = await api.post("", { name: form.elements.name.value.trim() });
    location.href = `/shows/${id}/`;
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
  }
});
