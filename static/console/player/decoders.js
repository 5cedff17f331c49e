/** From packets of a monitor's sound to samples: one Float32Array a channel. */

import { RATE } from "./pacing.js";

const CHANNELS = 2;
const OPUS = { codec: "opus", sampleRate: RATE, numberOfChannels: CHANNELS };

/** Opus where the browser hands out its decoder (over HTTPS or on this machine); else plain samples, 1.5 Mb/s. */
export async function bestCodec() {
  const asked = globalThis.AudioDecoder?.isConfigSupported(OPUS).catch(() => null);
  return (await asked)?.supported ? "opus" : "pcm";
}

/** `heard(at, channels)` is called with the index of the first sample; `failed()` when nothing more will come. */
export function decoderFor(codec, heard, failed) {
  return codec === "opus" ? opus(heard, failed) : { decode: (at, bytes) => heard(at, planes(bytes)), close() {} };
}

/** Interleaved 16-bit samples as planes. */
export function planes(bytes) {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.byteLength >> 2;
  return Array.from({ length: CHANNELS }, (_, channel) => {
    const plane = new Float32Array(count);
    for (let at = 0; at < count; at += 1) plane[at] = words.getInt16(2 * (CHANNELS * at + channel), true) / 32_768;
    return plane;
  });
}

function opus(heard, failed) {
  const output = (data) => heard(Math.round((data.timestamp * RATE) / 1e6), taken(data));
  const decoder = new AudioDecoder({ output, error: failed });
  decoder.configure(OPUS);
  const decode = (at, data) => {
    const timestamp = Math.round((at * 1e6) / RATE);
    if (decoder.state === "configured") decoder.decode(new EncodedAudioChunk({ type: "key", timestamp, data }));
  };
  return { decode, close: () => decoder.state !== "closed" && decoder.close() };
}

function taken(data) {
  const made = Array.from({ length: CHANNELS }, (_, planeIndex) => {
    const plane = new Float32Array(data.numberOfFrames);
    data.copyTo(plane, { planeIndex, format: "f32-planar" });
    return plane;
  });
  data.close();
  return made;
}
