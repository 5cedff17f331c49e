/** The form that dialogs and sheets share: what is asked, what went wrong, and the buttons below. */

import { gettext } from "../../i18n.js";
import { told } from "../state/told.js";
import { h } from "./h.js";

/** The form of `body`; `save()` may throw what is then said, or answer false to stay open; `close()` ends it. */
export function formOver(close, { body, action, save, danger = null }) {
  const problem = h("p.problem", { role: "alert", hidden: true });
  const submit = h("button.button.primary", { type: "submit" }, action);
  const cancel = h("button.button.quiet", { type: "button", onclick: close }, gettext("Cancel"));
  const form = h(
    "form.dialog-form",
    {},
    h("div.dialog-body", {}, body),
    problem,
    h("footer.dialog-foot", {}, danger?.(close), h("span.spring"), cancel, submit),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    problem.hidden = true;
    try {
      if ((await save()) !== false) close();
    } catch (error) {
      problem.textContent = told(error.message);
      problem.hidden = false;
    } finally {
      submit.disabled = false;
    }
  });
  return form;
}
