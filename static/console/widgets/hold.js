/** A button that must be held for a second, by finger, mouse or key; a ring shows how far it is. */

export const HOLD_MS = 1000;

/**
 * Calls `done()` after an unbroken hold. A short press only shows the button's hint.
 *
 * `only()` says whether it must be held now; while it need not be, a press is a click as on any button. Of a press
 * that began as a hold there is no click, however it ended: what was ended by it would begin again.
 */
export function holdable(button, done, { ms = HOLD_MS, only = null } = {}) {
  let timer = null;
  let pressed = false;
  const start = (event) => {
    pressed = !only || only();
    if (timer || button.disabled || !pressed) return;
    event.preventDefault();
    button.dataset.holding = "";
    button.style.setProperty("--hold", `${ms}ms`);
    timer = setTimeout(() => {
      end();
      done();
    }, ms);
  };
  const end = () => {
    clearTimeout(timer);
    timer = null;
    delete button.dataset.holding;
  };
  const isPress = (event) => event.code === "Space" || event.code === "Enter";
  button.classList.add("hold");
  button.addEventListener("pointerdown", (event) => event.button === 0 && start(event));
  for (const name of ["pointerup", "pointerleave", "pointercancel", "blur"]) button.addEventListener(name, end);
  button.addEventListener("keydown", (event) => isPress(event) && (event.stopPropagation(), start(event)));
  button.addEventListener("keyup", (event) => isPress(event) && end());
  const swallow = (event) => {
    if (pressed || only()) event.stopImmediatePropagation();
    pressed = false;
  };
  if (only) button.addEventListener("click", swallow, true);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  return button;
}
