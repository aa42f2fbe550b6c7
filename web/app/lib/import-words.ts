import type { ImportAnswer } from '#domain/api-contract';

const COUNTED = [
  ['stored', 'stored'],
  ['duplicate', 'known already'],
  ['parked', 'parked'],
  ['filtered', 'left out by a rule'],
  ['pending', 'waiting'],
  ['refused', 'refused'],
] as const;

/** What became of the lines of an import: `98 stored, 1 refused`; what did not happen is not told. */
export function importWords(answer: ImportAnswer): string {
  const parts = COUNTED.flatMap(([name, words]) => (answer[name] > 0 ? `${answer[name].toLocaleString('en-US')} ${words}` : []));
  return parts.length === 0 ? 'nothing in it' : parts.join(', ');
}
