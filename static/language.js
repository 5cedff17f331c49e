/** Whoever chooses a language has the page in it at once. */

document.addEventListener("change", ({ target }) => target.matches("[data-language]") && target.form.submit());
