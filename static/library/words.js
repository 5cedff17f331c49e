/** A file of the library in words. Pure. */

import { megabytes } from "../console/state/bytes.js";
import { clipTime, hms } from "../console/state/time.js";

const KINDS = {
  video: "Video",
  audio: "Sound",
  image: "Picture",
  subtitles: "Subtitles",
  document: "Document",
  bundle: "Web bundle",
  recording: "Recording",
};
const CONTAINERS = {
  mp4: "MP4", mov: "QuickTime", matroska: "Matroska", mpegts: "MPEG-TS", mpeg: "MPEG", avi: "AVI", flv: "FLV",
  asf: "WMV", ogg: "Ogg", wav: "WAV", flac: "FLAC", mp3: "MP3", aac: "AAC", aiff: "AIFF", png: "PNG", jpeg: "JPEG",
  gif: "GIF", webp: "WebP", bmp: "BMP", srt: "SubRip", pdf: "PDF", webvtt: "WebVTT",
  ograf: "OGraf", casparcg: "CasparCG", spx: "SPX", page: "Web page",
}; // prettier-ignore
const CODECS = {
  h264: "H.264", hevc: "HEVC", vp8: "VP8", vp9: "VP9", av1: "AV1", mpeg2video: "MPEG-2", mpeg4: "MPEG-4",
  prores: "ProRes", aac: "AAC", mp3: "MP3", opus: "Opus", vorbis: "Vorbis", flac: "FLAC", ac3: "AC-3", eac3: "E-AC-3",
}; // prettier-ignore

export const kindWords = (kind) => KINDS[kind] ?? kind;
export const sizeWords = (bytes) => (bytes < 1e5 ? `${(Math.ceil(bytes / 100) / 10).toFixed(1)} kB` : megabytes(bytes));

/** Seconds as `00:12.4`; from an hour on without tenths. */
export function lengthWords(seconds) {
  if (seconds === null || seconds === undefined) return "";
  return seconds < 3600 ? clipTime(seconds, true) : hms(seconds);
}

const codecName = (name) => CODECS[name] ?? (name.startsWith("pcm_") ? "PCM" : name.toUpperCase());

/** An exact rate such as `30000/1001` as people say it: `29.97 fps`. */
export function rateWords(rate) {
  const [over, under = 1] = rate.split("/").map(Number);
  return over && under ? `${Number((over / under).toFixed(3))} fps` : "";
}

function channelWords(channels) {
  return { 1: "mono", 2: "stereo", 6: "5.1", 8: "7.1" }[channels] ?? `${channels} channels`;
}

/** What an asset is made of, as [label, words]; only what is known. */
export function factsOf(asset) {
  const { width, height, rate, video_codec, audio_codec } = asset;
  const video = [video_codec && codecName(video_codec), asset.profile, asset.pixel_format];
  const sample = asset.sample_rate && `${asset.sample_rate / 1000} kHz`;
  const sound = [audio_codec && codecName(audio_codec), asset.channels && channelWords(asset.channels), sample];
  const lines = [
    ["Graphic", asset.kind === "bundle" && asset.graphic?.name],
    ["Length", lengthWords(asset.duration_s)],
    ["Pages", asset.pages ? String(asset.pages) : ""],
    ["Picture", [width && `${width} × ${height}`, rate && rateWords(rate)]],
    ["Video", video],
    ["Sound", asset.sound || ["image", "subtitles", "document", "bundle"].includes(asset.kind) ? sound : ["none"]],
    ["Loudness", loudnessWords(asset)],
    ["Container", [CONTAINERS[asset.container] ?? asset.container, asset.bit_rate && bitRateWords(asset.bit_rate)]],
    ["Size", sizeWords(asset.bytes)],
  ];
  return lines.map(([label, words]) => [label, [words].flat().filter(Boolean).join(", ")]).filter(([, words]) => words);
}

function bitRateWords(bits) {
  return bits < 1e6 ? `${Math.round(bits / 1000)} kbit/s` : `${(bits / 1e6).toFixed(1)} Mbit/s`;
}

const minus = (number) => number.toFixed(1).replace("-", "−");

/** Loudness and true peak; why there is none, where there is sound. */
export function loudnessWords({ sound, state, loudness_lufs, true_peak_db, job }) {
  if (!sound || state !== "ready") return "";
  if (loudness_lufs !== null) return `${minus(loudness_lufs)} LUFS, peak ${minus(true_peak_db)} dBTP`;
  if (isMeasured(job)) return `being measured, ${Math.round(job.progress * 100)} %`;
  return job?.kind === "measure" && job.state === "failed" ? "not known" : "silent, or under 3 s";
}

const isMeasured = (job) => job?.kind === "measure" && ["queued", "running"].includes(job.state);

/** What is to be said of a file at a glance: {text, level}; nothing of one that is as it should be. */
export function stateOf(asset) {
  if (asset.state === "refused") return { text: "Cannot be used", level: "bad" };
  if (asset.state === "probing") return { text: probingWords(asset.job), level: "wait" };
  if (asset.state === "recording") return { text: "Recording now", level: "air" };
  if (asset.state === "interrupted") return { text: "Interrupted", level: "bad" };
  return isMeasured(asset.job) ? { text: "Measuring loudness", level: "wait" } : null;
}

/** A document is laid out after it was looked at; LibreOffice says how far it is. */
function probingWords(job) {
  if (job?.kind !== "convert") return "Being looked at";
  return job.state === "running" ? `Being laid out, ${Math.round(job.progress * 100)} %` : "Waits to be laid out";
}

/** Whether something is still being found out about it. */
export const isBusy = (asset) => asset.state === "probing" || isMeasured(asset.job);

const PLACES = {
  source: ({ name }) => `the source ${name}`,
  overlay: ({ name }) => `the overlay ${name}`,
  start: () => "the start",
  program: () => "on air now",
  rundown: ({ name }) => `the rundown ${name}`,
};

/** One place that uses a file: `the source Lake of Evening show`. */
export function useWords(use) {
  if (use.show === null) return "a show of others";
  return `${(PLACES[use.place] ?? (() => use.place))(use)} of ${use.show_name}`;
}
