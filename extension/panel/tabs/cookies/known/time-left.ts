/** The time until a cookie expires, as a column has room for it. Pure. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `42 s`, `12 min 04 s`, `5 h 12 min`, `13 d 23 h`, `399 d`. */
export function timeLeft(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < minute) return `${Math.floor(span / second)} s`;
  if (span < hour) return `${Math.floor(span / minute)} min ${two(Math.floor((span % minute) / second))} s`;
  if (span < day) return `${Math.floor(span / hour)} h ${two(Math.floor((span % hour) / minute))} min`;
  const days = Math.floor(span / day);
  return days < 100 ? `${days} d ${Math.floor((span % day) / hour)} h` : `${days} d`;
}

const two = (value: number) => value.toString().padStart(2, "0");
