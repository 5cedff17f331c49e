/** What a page may ask of the device it is on: to stay awake, to shake, to be all there is on the screen. */

/** Keep the screen on while this page is to be seen; `said(awake)` hears whether the device does. */
export function keepAwake(said = () => {}) {
  const ask = async () => {
    if (document.hidden) return;
    try {
      await navigator.wakeLock.request("screen");
      said(true);
    } catch {
      said(false); // low battery, no secure page, or a browser that cannot
    }
  };
  document.addEventListener("visibilitychange", ask);
  document.addEventListener("pointerdown", ask, { once: true });
  ask();
}

export const canShake = () => typeof navigator.vibrate === "function";

/** Browsers shake nothing before the page was touched. */
export const shake = (pattern) => canShake() && navigator.userActivation?.hasBeenActive && navigator.vibrate(pattern);

export function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

/** Something this browser keeps for this page. */
export function kept(name, usual) {
  const key = `tally.view.${location.pathname}.${name}`;
  return { get: () => localStorage.getItem(key) ?? usual, set: (value) => localStorage.setItem(key, value) };
}
