const MORNING = 9;

/** Nine in the morning of a later day, by the reader's clock. */
function morning(now: Date, days: number): Date {
  const then = new Date(now);
  then.setDate(now.getDate() + days);
  then.setHours(MORNING, 0, 0, 0);
  return then;
}

/** In an hour, to the minute. */
export function inAnHour(now: Date): Date {
  const then = new Date(now.getTime() + 3_600_000);
  then.setSeconds(0, 0);
  return then;
}

/** What a field for a day and a time says, by the reader's clock; null: nothing, or not after now. */
export function laterThan(now: Date, field: string): Date | null {
  const then = new Date(field);
  return Number.isNaN(then.getTime()) || then <= now ? null : then;
}

/** A time as such a field takes it, by the reader's clock: `2026-11-26T09:00`. */
export function fieldTime(then: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}T${two(then.getHours())}:${two(then.getMinutes())}`;
}

/** Nine of this morning, where it is still to come. */
export const thisMorning = (now: Date): Date | null => (now.getHours() < MORNING ? morning(now, 0) : null);
/** Tomorrow at nine. */
export const tomorrow = (now: Date): Date => morning(now, 1);
/** Monday of the week to come, at nine. */
export const nextWeek = (now: Date): Date => morning(now, (8 - now.getDay()) % 7 || 7);

/** `Tue 26 Nov, 09:00` */
export function dayAndTime(then: Date): string {
  return then.toLocaleString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
}

/** When a snoozed cluster comes back, in the fewest words: `for 18 h`, `for 10 more`. */
export function snoozeLeft(
  cluster: { snoozed_until: string | null; snoozed_until_count: number | null; occurrences: number },
  now: number | null,
): string | null {
  const more = cluster.snoozed_until_count === null ? null : Math.max(1, cluster.snoozed_until_count - cluster.occurrences);
  const hours = cluster.snoozed_until === null || now === null ? null : Math.ceil((Date.parse(cluster.snoozed_until) - now) / 3_600_000);
  const parts = [
    hours === null ? null : hours < 48 ? `for ${Math.max(1, hours)} h` : `for ${Math.ceil(hours / 24)} d`,
    more === null ? null : `for ${more.toLocaleString('en-US')} more`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(' or ');
}
