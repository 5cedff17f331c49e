/** A button that must be held for a second, by finger, mouse or key; a ring shows how far it is. */

export const HOLD_MS = 1000;

/** Calls `done()` after an unbroken hold. A short press only shows the button's hint. */
export function holdable(button, done, { ms = HOLD_MS } = {}) {
  let timer = null;
  const start = (event) => {
    if (timer || button.disabled) return;
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
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  return button;
}
