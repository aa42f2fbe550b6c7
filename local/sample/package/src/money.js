/** Throws unless the value is a whole number of cents. */
export function assertCents(value) {
  if (!Number.isSafeInteger(value)) throw new TypeError(`expected whole cents, got ${value}`);
  return value;
}

/** Splits an amount into shares that differ by at most one cent and add up to it. */
export function shareCents(totalCents, people) {
  assertCents(totalCents);
  const share = Math.floor(totalCents / people);
  const left = totalCents - share * people;
  return Array.from({ length: people }, (_, index) => share + (index < left ? 1 : 0));
}

/** `1234` becomes `12.34 EUR`. */
export function formatCents(cents, currency = 'EUR') {
  assertCents(cents);
  const sign = cents < 0 ? '-' : '';
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)} ${currency}`;
}
