const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Age in the shortest words: `now`, `2 min`, `3 h`, `6 d`, `5 wk`, `2 y`. */
export function age(iso: string, now: number): string {
  const passed = Math.max(0, now - Date.parse(iso));
  if (passed < MINUTE) return 'now';
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h`;
  if (passed < 21 * DAY) return `${Math.floor(passed / DAY)} d`;
  if (passed < 365 * DAY) return `${Math.floor(passed / (7 * DAY))} wk`;
  return `${Math.floor(passed / (365 * DAY))} y`;
}

/** The same within a sentence: `just now`, `2 min ago`. */
export function ago(iso: string, now: number): string {
  const words = age(iso, now);
  return words === 'now' ? 'just now' : `${words} ago`;
}

/** A length of time as a clock: `0:41`, `12:07`, `1:02:03`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** How long a short thing took: `0.4 s`, `12 s`, `2:05`. */
export function took(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < MINUTE ? `${Math.round(ms / 1000)} s` : clock(ms);
}

/** 15:04:05 of the reader's day, for logs. */
export function timeOfDay(iso: string): string {
  return new Date(iso).toLocaleTimeString('en-GB', { hour12: false });
}

/** Exact, for titles: `24 Nov 2026, 15:04:05`. */
export function exact(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
