import type { SourceConfigBody } from '#domain/api-contract';
import { expect, it } from 'vitest';
import { sourceState } from './source-state.ts';

const source = (changes: Partial<SourceConfigBody>): SourceConfigBody => ({
  source: 'sentry',
  enabled: true,
  has_secret: true,
  secret_hint: null,
  filters: {},
  last_event_at: '2026-11-24T10:00:00Z',
  webhook_url: null,
  warning: null,
  ...changes,
});
const failing = { source: 'sentry', since: '2026-11-24T10:00:00Z', reason: null } as const;

it.each([
  [{}, null, 'healthy'],
  [{}, failing, 'failing'],
  [{ enabled: false }, failing, 'off'],
  [{ has_secret: false }, null, 'no_secret'],
  [{ last_event_at: null }, null, 'waiting'],
  [{ source: 'manual', has_secret: false }, null, 'healthy'],
] as const)('%j with %j is %s', (changes, problem, state) => {
  expect(sourceState(source(changes), problem)).toBe(state);
});
