/** Fragmented MP4 as a monitor gets it, and what is left of it without its sound. Pure. */

const SOUND = /^(mp4a|opus|flac)/i;

/** The boxes side by side in `bytes`, as [{kind, bytes, body}]: views, not copies. */
export function boxes(bytes) {
  const found = [];
  for (let at = 0; at + 8 <= bytes.length; at += found.at(-1).bytes.length) {
    const size = number(bytes, at);
    if (size < 8 || at + size > bytes.length) break;
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    found.push({ kind, bytes: bytes.subarray(at, at + size), body: bytes.subarray(at + 8, at + size) });
  }
  return found;
}

/** The numbers of the sound tracks that an init (ftyp + moov) describes. */
export function soundTracks(init) {
  return boxes(bodyOf(init, "moov")).filter(isSound).map(trackOf);
}

/** The init of the same stream with only its pictures. */
export function silent(init) {
  const tracks = soundTracks(init);
  const stays = (one) => !isSound(one) && !(one.kind === "trex" && tracks.includes(number(one.body, 4)));
  const thinned = ({ kind, bytes, body }) => (kind === "moov" || kind === "mvex" ? box(bytes, boxes(body).filter(stays).map(thinned)) : bytes);
  return joined(boxes(init).map(thinned));
}

/** `video/mp4; codecs="avc1…, mp4a…"` with only the codecs of pictures. */
export function silentType(mime) {
  const [, before, codecs, after] = /^(.*codecs=")([^"]*)(.*)$/.exec(mime) ?? [, mime, "", ""];
  return before + codecs.split(/,\s*/).filter((codec) => !SOUND.test(codec)).join(", ") + after;
}

/** Whose track a fragment (moof + mdat) of one track carries on. */
export function trackOfFragment(fragment) {
  return number(bodyOf(fragment, "moof", "traf", "tfhd"), 4);
}

export function joined(pieces) {
  if (pieces.length === 1) return pieces[0];
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

const NOTHING = new Uint8Array();

/** What the box at the end of this path has inside. */
function bodyOf(bytes, ...path) {
  return path.reduce((within, wanted) => boxes(within).find(({ kind }) => kind === wanted)?.body ?? NOTHING, bytes);
}

function isSound({ kind, body }) {
  return kind === "trak" && String.fromCharCode(...bodyOf(body, "mdia", "hdlr").subarray(8, 12)) === "soun";
}

/** Version 1 of the track header has longer times before the number. */
function trackOf({ body }) {
  const header = bodyOf(body, "tkhd");
  return number(header, header[0] ? 20 : 12);
}

/** A box of the same kind as `old` around these pieces. */
function box(old, pieces) {
  const whole = joined([old.slice(0, 8), ...pieces]);
  new DataView(whole.buffer).setUint32(0, whole.length);
  return whole;
}

function number(bytes, at) {
  return at + 4 <= bytes.length ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(at) : 0;
}
