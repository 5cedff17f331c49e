import assert from "node:assert/strict";
import { test } from "node:test";

import { boxes, joined, silent, silentType, soundTracks, trackOfFragment } from "../../static/console/mp4.js";

const word = (value) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const letters = (text) => [...text].map((letter) => letter.charCodeAt(0));
const box = (kind, ...body) => [...word(8 + body.flat().length), ...letters(kind), ...body.flat()];
const trak = (track, handler) =>
  box("trak", box("tkhd", word(0), word(0), word(0), word(track)), box("mdia", box("hdlr", word(0), word(0), letters(handler))));
const trex = (track) => box("trex", word(0), word(track), word(1));
const moov = (...parts) => [...box("ftyp", letters("iso6")), ...box("moov", box("mvhd", word(0)), ...parts)];
const fragment = (track) => Uint8Array.from([...box("moof", box("mfhd", word(0), word(1)), box("traf", box("tfhd", word(0), word(track)))), ...box("mdat", word(7))]);

const BOTH = Uint8Array.from(moov(trak(1, "vide"), trak(2, "soun"), box("mvex", trex(1), trex(2)), box("udta", word(5))));
const PICTURES = Uint8Array.from(moov(trak(1, "vide"), box("mvex", trex(1)), box("udta", word(5))));

test("an init says which tracks are sound", () => {
  assert.deepEqual(soundTracks(BOTH), [2]);
  assert.deepEqual(soundTracks(PICTURES), []);
});

test("without its sound an init describes the pictures only, in boxes that fit", () => {
  assert.deepEqual(silent(BOTH), PICTURES);
  assert.deepEqual(silent(PICTURES), PICTURES);
});

test("an init is read where it lies, as behind the kind of a message", () => {
  const message = joined([Uint8Array.of(73), BOTH]);
  assert.deepEqual(silent(message.subarray(1)), PICTURES);
});

test("a fragment says whose track it carries on", () => {
  assert.equal(trackOfFragment(fragment(1)), 1);
  assert.equal(trackOfFragment(fragment(2)), 2);
});

test("the type of the pictures names no codec of sound", () => {
  assert.equal(silentType('video/mp4; codecs="avc1.42C01E, mp4a.40.2"'), 'video/mp4; codecs="avc1.42C01E"');
  assert.equal(silentType('video/mp4; codecs="avc1.42C01E"'), 'video/mp4; codecs="avc1.42C01E"');
});

test("bytes that are no boxes end the reading", () => {
  assert.deepEqual(boxes(Uint8Array.of(0, 0, 0, 1, 1, 2, 3, 4, 5)), []);
  assert.equal(trackOfFragment(Uint8Array.of(1, 2, 3)), 0);
});
