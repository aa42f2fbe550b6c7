import { expect, it } from 'vitest';
import { SourceName } from '#domain/report';
import { fuzzSource } from './hostile-bodies.ts';

// The whole of it is npm run fuzz:sources.
it.each(SourceName.options)('300 hostile bodies of %s are read or set aside, and none breaks the parser', (source) => {
  const { cases, crashes, firstCrash, outcomes, slowestMs } = fuzzSource(source, 300, 20_261_125);

  expect({ cases, crashes, firstCrash }).toEqual({ cases: 300, crashes: 0, firstCrash: null });
  // It must reach the parsers, and not the check of JSON alone.
  expect(outcomes['report'] ?? 0).toBeGreaterThan(10);
  expect(outcomes['unreadable'] ?? 0).toBeGreaterThan(10);
  // The promise is 50 ms; a machine that runs other tests beside gets more.
  expect(slowestMs).toBeLessThan(500);
});
