/** What is said of a graphic that goes wrong: one line on the page's console, and the page's last word for who asks. */

const MOST = 300;

export function report(where, error) {
  const words = typeof error === "string" ? error : (error?.message ?? String(error));
  const text = `${where}: ${words}`.replace(/\s+/g, " ").slice(0, MOST);
  window.tallyTrouble = { text, number: (window.tallyTrouble?.number ?? 0) + 1 };
  console.error(`tally: ${text}`);
}

/** Have a call done, now, and hear of its failure whenever that comes; nobody waits for its animation. */
export function done(where, call) {
  try {
    Promise.resolve(call()).then(
      (result) => result?.statusCode >= 400 && report(where, result.statusMessage ?? `status ${result.statusCode}`),
      (error) => report(where, error),
    );
  } catch (error) {
    report(where, error);
  }
}

/** The promise, or after so many milliseconds nothing. */
export function within(ms, promise) {
  return Promise.race([promise, new Promise((resolve) => setTimeout(resolve, ms, LATE))]);
}

export const LATE = Symbol("late");
