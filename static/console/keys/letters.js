/** What stands on the keys of this keyboard, where its browser tells: a key's place is `KeyZ`, its letter may be Y. */

export const LETTERS = new Map();

const learn = (layout) => {
  for (const [code, letter] of layout) if (!/^(Digit|Numpad)/.test(code)) LETTERS.set(code, letter.toUpperCase());
};
globalThis.navigator?.keyboard?.getLayoutMap?.().then(learn, () => {});
