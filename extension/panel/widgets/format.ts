/** Formats numbers with units for the whole panel, in the language of its messages: `604 B`, `1.9 kB`, `12 min 04 s`, `10:56:01`. */

let language = "en-GB";

/** @param tag of the language, as in BCP 47. Called once, before anything is drawn. */
export function formatIn(tag: string): void {
  language = tag;
  formats.clear();
}

type Format = Intl.NumberFormat | Intl.DateTimeFormat;
const formats = new Map<unknown, Format>();

/** To make a format takes longer than to use it a hundred times. */
function kept<F extends Format>(make: (language: string) => F): F {
  const format = (formats.get(make) as F | undefined) ?? make(language);
  formats.set(make, format);
  return format;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Formats bytes; a kilobyte has 1,000 bytes. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  if (count < 999_500) return `${trim(count / 1000)} kB`;
  return `${trim(count / 1_000_000)} MB`;
}

const tenths = (of: string) => new Intl.NumberFormat(of, { maximumFractionDigits: 1, useGrouping: false });
/** With one decimal below ten: `0.4`, `703`. */
export const trim = (value: number): string => kept(tenths).format(value < 10 ? value : Math.round(value));

/** Cuts a text to this many UTF-16 units; a cut text ends in "…". */
export const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;

/** 12,480 */
export const count = (value: number): string => kept(grouped).format(value);
const grouped = (of: string) => new Intl.NumberFormat(of);

/** Formats milliseconds by their two or three greatest units: `2 s`, `12 min 04 s`, `5 h 12 min`, `13 d 23 h 59 min`. */
export function duration(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < minute) return `${Math.floor(span / second)} s`;
  const minutes = Math.floor((span % hour) / minute);
  if (span < hour) return `${minutes} min ${two(Math.floor((span % minute) / second))} s`;
  const hours = Math.floor((span % day) / hour);
  if (span < day) return `${hours} h ${two(minutes)} min`;
  return `${Math.floor(span / day)} d ${hours} h ${two(minutes)} min`;
}

/** Formats milliseconds that a machine took: `0.4 ms`, `703 ms`. */
export const milliseconds = (time: number): string => `${trim(time)} ms`;

/** Formats the time since a moment, shortly: `2 s`, `3 min`, `1 h 42 min`, `5 d`. */
export function age(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < minute) return `${Math.floor(span / second)} s`;
  if (span < hour) return `${Math.floor(span / minute)} min`;
  if (span < day) return `${Math.floor(span / hour)} h ${Math.floor((span % hour) / minute)} min`;
  return `${Math.floor(span / day)} d`;
}

/** "14 days", "1 hour" */
export const inUnit = (value: number, unit: keyof typeof ofUnit): string => kept(ofUnit[unit]).format(value);
const ofUnit = {
  seconds: unitFormat("second"),
  minutes: unitFormat("minute"),
  hours: unitFormat("hour"),
  days: unitFormat("day"),
};

function unitFormat(unit: string): (of: string) => Intl.NumberFormat {
  return (of) => new Intl.NumberFormat(of, { style: "unit", unit, unitDisplay: "long", useGrouping: false });
}

const two = (value: number) => value.toString().padStart(2, "0");

const time = { hour: "2-digit", minute: "2-digit" } as const;
const dayOfYear = { day: "numeric", month: "short" } as const;
const timeOnly = (of: string) => new Intl.DateTimeFormat(of, { ...time, second: "2-digit" });
const dayAndTime = (of: string) => new Intl.DateTimeFormat(of, { ...dayOfYear, ...time });
const whole = (of: string) =>
  new Intl.DateTimeFormat(of, { ...dayOfYear, year: "numeric", ...time, second: "2-digit" });

/** The last moment that a `Date` can hold. Sums of times that servers send may exceed it. */
const last = 8.64e15;
const dateAt = (at: number): Date => new Date(Math.min(last, Math.max(-last, at)));

/** Formats a moment in local time: `10:56:01` on the day of `now`, else `22 Nov, 23:51`, with the year if it differs. */
export function moment(at: number, now: number): string {
  const date = dateAt(at);
  const today = dateAt(now);
  if (date.toDateString() === today.toDateString()) return kept(timeOnly).format(date);
  return date.getFullYear() === today.getFullYear() ? kept(dayAndTime).format(date) : kept(whole).format(date);
}

/** Formats a moment in full, in local time: `7 Dec 2026, 10:56:01`. */
export const fullMoment = (at: number): string => kept(whole).format(dateAt(at));

/** Formats a moment for tooltips: ISO 8601, UTC. Empty if the number is not a moment. */
export const iso = (at: number): string => (Math.abs(at) <= last ? new Date(at).toISOString() : "");
