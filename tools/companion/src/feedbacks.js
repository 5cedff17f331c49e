/**
 * What a button shows: a line a feedback, true or not.
 *
 * `kinds` are the events of the socket after which it may be another; `is` decides.
 */

import { combineRgb } from "@companion-module/base";

import * as field from "./options.js";

const WHITE = combineRgb(255, 255, 255);
const BLACK = combineRgb(0, 0, 0);
export const RED = { bgcolor: combineRgb(200, 0, 0), color: WHITE };
export const GREEN = { bgcolor: combineRgb(0, 130, 40), color: WHITE };
export const AMBER = { bgcolor: combineRgb(220, 140, 0), color: BLACK };
export const BLUE = { bgcolor: combineRgb(0, 70, 160), color: WHITE };
export const GREY = { bgcolor: combineRgb(60, 60, 60), color: combineRgb(170, 170, 170) };

export const FEEDBACKS = {
  on_program: {
    name: "On program (red; both sides while a transition runs)",
    options: (known) => [field.picture(known)],
    style: RED,
    is: ({ scene }, known) => known.on_program(scene),
  },
  on_preview: {
    name: "On preview (green)",
    options: (known) => [field.picture(known)],
    style: GREEN,
    is: ({ scene }, known) => known.on_preview(scene),
  },
  source_on_program: {
    name: "Tally: a source is in what is on program",
    options: (known) => [field.source(known)],
    style: RED,
    is: ({ source }, known) => known.seen_on_program(source),
  },
  source_on_preview: {
    name: "Tally: a source is in what is on preview",
    options: (known) => [field.source(known)],
    style: GREEN,
    is: ({ source }, known) => known.seen_on_preview(source),
  },
  source_lost: {
    name: "A source gives no picture",
    options: (known) => [field.source(known)],
    style: AMBER,
    is: ({ source }, known) => known.lost(source),
  },
  in_transition: { name: "A transition runs", style: RED, is: (_, known) => known.in_transition },
  transition_is: {
    name: "The chosen transition is …",
    options: () => [
      field.choice("kind", "Transition", {
        mix: "Mix",
        cut: "Cut",
        dip: "Dip",
        wipe: "Wipe",
        slide: "Slide",
        push: "Push",
        move: "Move",
        stinger: "Stinger",
      }),
    ],
    style: BLUE,
    is: ({ kind }, known) => known.transition_kind === kind,
  },
  ftb: { name: "Faded to black", style: RED, is: (_, known) => known.ftb },
  overlay_on: {
    name: "An overlay is on",
    options: (known) => [field.overlay(known)],
    style: RED,
    is: ({ overlay }, known) => known.overlay_on(overlay),
  },
  muted: {
    name: "A source is muted",
    options: (known) => [field.source(known)],
    style: RED,
    is: ({ source }, known) => Boolean(known.strip(source).mute),
  },
  master_muted: { name: "The programme is muted", style: RED, is: (_, known) => Boolean(known.master.mute) },
  recording: { name: "Recording", style: RED, is: (_, known) => Boolean(known.recording.on) },
  destination_on: {
    name: "A destination is on",
    options: (known) => [field.destination(known)],
    style: RED,
    is: ({ destination }, known) => known.destination_on(destination),
  },
  destination_trouble: {
    name: "A destination does not get through",
    options: (known) => [field.destination(known)],
    style: AMBER,
    is: ({ destination }, known) => known.destination_in_trouble(destination),
  },
  captions_visible: { name: "Captions are visible", style: BLUE, is: (_, known) => known.captions_visible },
  rundown_has_programme: {
    name: "A rundown has the programme",
    style: BLUE,
    is: (_, known) => known.rundown_has_programme,
  },
  rundown_held: { name: "The rundown is held", style: AMBER, is: (_, known) => known.rundown_held },
  on_air: { name: "The show is on air", style: RED, is: (_, known) => known.on_air },
  rehearsing: { name: "The show rehearses", style: AMBER, is: (_, known) => known.rehearsing },
  alert: { name: "There are alerts that nobody has seen", style: AMBER, is: (_, known) => known.alerts.length > 0 },
  not_connected: { name: "Not connected: nothing is known", style: GREY, is: (_, known) => !known.connected },
};
