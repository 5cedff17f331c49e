/** What another program has said, as a sentence. Pure. */

const ENDS = /[.!?…。！？]$/u;
const WIDE = /[\p{Script=Han}）」”]$/u; // scripts with a full stop of their own

/** With a capital and a full stop; "" for nothing. */
export function sentence(words) {
  if (!words) return "";
  const whole = words[0].toUpperCase() + words.slice(1);
  if (ENDS.test(words)) return whole;
  return whole + (WIDE.test(words) ? "。" : ".");
}
