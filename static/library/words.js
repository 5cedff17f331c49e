/** A file of the library in words. Pure. */

import { gettext, interpolate, ngettext } from "../i18n.js";
import { megabytes } from "../console/state/bytes.js";
import { clipTime, hms } from "../console/state/time.js";

const KINDS = {
  video: gettext("Video"),
  audio: gettext("Sound"),
  image: gettext("Picture"),
  subtitles: gettext("Subtitles"),
  document: gettext("Document"),
  bundle: gettext("Web bundle"),
  recording: gettext("Recording"),
};
const CONTAINERS = {
  mp4: "MP4", mov: "QuickTime", matroska: "Matroska", mpegts: "MPEG-TS", mpeg: "MPEG", avi: "AVI", flv: "FLV",
  asf: "WMV", ogg: "Ogg", wav: "WAV", flac: "FLAC", mp3: "MP3", aac: "AAC", aiff: "AIFF", png: "PNG", jpeg: "JPEG",
  gif: "GIF", webp: "WebP", bmp: "BMP", srt: "SubRip", pdf: "PDF", webvtt: "WebVTT",
  ograf: "OGraf", casparcg: "CasparCG", spx: "SPX", page: gettext("Web page"),
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
  return over && under ? interpolate(gettext("%(rate)s fps"), { rate: Number((over / under).toFixed(3)) }) : "";
}

function channelWords(channels) {
  const usual = { 1: gettext("mono"), 2: gettext("stereo"), 6: "5.1", 8: "7.1" }[channels];
  return usual ?? interpolate(ngettext("%(count)s channel", "%(count)s channels", channels), { count: channels });
}

/** What an asset is made of, as [label, words]; only what is known. */
export function factsOf(asset) {
  const { width, height, rate, video_codec, audio_codec } = asset;
  const video = [video_codec && codecName(video_codec), asset.profile, asset.pixel_format];
  const sample = asset.sample_rate && `${asset.sample_rate / 1000} kHz`;
  const sound = [audio_codec && codecName(audio_codec), asset.channels && channelWords(asset.channels), sample];
  const lines = [
    [gettext("Graphic"), asset.kind === "bundle" && asset.graphic?.name],
    [gettext("Length"), lengthWords(asset.duration_s)],
    [gettext("Pages"), asset.pages ? String(asset.pages) : ""],
    [gettext("Picture"), [width && `${width} × ${height}`, rate && rateWords(rate)]],
    [gettext("Video"), video],
    [
      gettext("Sound"),
      asset.sound || ["image", "subtitles", "document", "bundle"].includes(asset.kind) ? sound : [gettext("none")],
    ],
    [gettext("Loudness"), loudnessWords(asset)],
    [
      gettext("Container"),
      [CONTAINERS[asset.container] ?? asset.container, asset.bit_rate && bitRateWords(asset.bit_rate)],
    ],
    [gettext("Size"), sizeWords(asset.bytes)],
  ];
  return lines.map(([label, words]) => [label, [words].flat().filter(Boolean).join(", ")]).filter(([, words]) => words);
}

function bitRateWords(bits) {
  return bits < 1e6 ? `${Math.round(bits / 1000)} kbit/s` : `${(bits / 1e6).toFixed(1)} Mbit/s`;
}

const minus = (number) => number.toFixed(1).replace("-", "−");

function measuredWords(loudness, peak) {
  const values = { loudness: minus(loudness), peak: minus(peak) };
  return interpolate(gettext("%(loudness)s LUFS, peak %(peak)s dBTP"), values);
}

const percentOf = ({ progress }) => ({ percent: Math.round(progress * 100) });

/** Loudness and true peak; why there is none, where there is sound. */
export function loudnessWords({ sound, state, loudness_lufs, true_peak_db, job }) {
  if (!sound || state !== "ready") return "";
  if (loudness_lufs !== null) return measuredWords(loudness_lufs, true_peak_db);
  if (isMeasured(job)) return interpolate(gettext("being measured, %(percent)s %"), percentOf(job));
  return job?.kind === "measure" && job.state === "failed" ? gettext("not known") : gettext("silent, or under 3 s");
}

const isMeasured = (job) => job?.kind === "measure" && ["queued", "running"].includes(job.state);

/** What is to be said of a file at a glance: {text, level}; nothing of one that is as it should be. */
export function stateOf(asset) {
  if (asset.state === "refused") return { text: gettext("Cannot be used"), level: "bad" };
  if (asset.state === "probing") return { text: probingWords(asset.job), level: "wait" };
  if (asset.state === "recording") return { text: gettext("Recording now"), level: "air" };
  if (asset.state === "interrupted") return { text: gettext("Interrupted"), level: "bad" };
  return isMeasured(asset.job) ? { text: gettext("Measuring loudness"), level: "wait" } : null;
}

/** A document is laid out after it was looked at; LibreOffice says how far it is. */
function probingWords(job) {
  if (job?.kind !== "convert") return gettext("Being looked at");
  if (job.state !== "running") return gettext("Waits to be laid out");
  return interpolate(gettext("Being laid out, %(percent)s %"), percentOf(job));
}

/** Whether something is still being found out about it. */
export const isBusy = (asset) => asset.state === "probing" || isMeasured(asset.job);

const PLACES = {
  source: gettext("the source %(name)s of %(show_name)s"),
  overlay: gettext("the overlay %(name)s of %(show_name)s"),
  start: gettext("the start of %(show_name)s"),
  program: gettext("on air now of %(show_name)s"),
  rundown: gettext("the rundown %(name)s of %(show_name)s"),
};

/** One place that uses a file: `the source Lake of Evening show`. */
export function useWords(use) {
  if (use.show === null) return gettext("a show of others");
  return interpolate(PLACES[use.place] ?? gettext("%(place)s of %(show_name)s"), use);
}
