import { expect, it } from 'vitest';
import type { SourceHealth } from '#domain/delivery';
import { sourceConfigBody } from './source-config.ts';

const at = (hoursAgo: number) => new Date(Date.UTC(2026, 10, 25, 12) - hoursAgo * 3_600_000).toISOString();
const dead = (hoursAgo: number) => ({ at: at(hoursAgo), reason: 'No issue in it.' });
const unproven = (hoursAgo: number) => ({ at: at(hoursAgo), reason: 'bad_signature' });

function healthOf(facts: Partial<SourceHealth>) {
  const settings = {
    source: 'sentry' as const,
    enabled: true,
    hasSecret: true,
    secretHint: '1234',
    previousSecretUntil: null,
    filters: {},
    lastEventAt: facts.lastSuccessAt ?? null,
  };
  const health: SourceHealth = {
    source: 'sentry',
    lastEventAt: facts.lastSuccessAt ?? null,
    lastFailure: null,
    lastUnproven: null,
    lastSuccessAt: null,
    states24h: {},
    duplicates24h: 0,
    refused24h: 0,
    whileOff24h: 0,
    ...facts,
  };
  return sourceConfigBody(settings, { projectId: 'p', publicUrl: 'http://127.0.0.1', health, syncs: [], credential: null }).health;
}

it.each([
  ['a dead letter after the last good one', { lastSuccessAt: at(3), lastFailure: dead(1) }, 'failing', 'No issue in it.'],
  ['a dead letter before it', { lastSuccessAt: at(1), lastFailure: dead(3) }, 'healthy', 'No issue in it.'],
  ['a wrong signature beside good ones', { lastSuccessAt: at(3), lastUnproven: unproven(1) }, 'healthy', 'bad_signature'],
  ['a wrong signature after a day without a good one', { lastSuccessAt: at(30), lastUnproven: unproven(1) }, 'failing', 'bad_signature'],
  ['a wrong signature before there was any good one', { lastUnproven: unproven(1) }, 'failing', 'bad_signature'],
  [
    'a wrong signature that comes after a dead letter hides nothing',
    { lastSuccessAt: at(4), lastFailure: dead(3), lastUnproven: unproven(1) },
    'failing',
    'No issue in it.',
  ],
] as const)('%s', (_what, facts, state, reason) => {
  expect(healthOf(facts)).toMatchObject({ state, last_failure: { reason } });
});
