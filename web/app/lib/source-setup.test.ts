import { expect, it } from 'vitest';
import { headerToPaste, withToken } from './source-setup.ts';
import { SOURCES } from './sources.ts';
import { SETUP } from './source-steps.server.ts';

it.each(SOURCES)('%s has its steps, and hands over the secret before what has it in it', (source) => {
  const gifts = SETUP[source].steps.flatMap(({ gives }) => gives ?? []);
  const holders = gifts.filter((gift) => gift === 'header' || gift === 'address_with_token');

  expect(SETUP[source].steps.length).toBeGreaterThan(0);
  for (const holder of holders) expect(gifts.slice(0, gifts.indexOf(holder))).toContain('secret');
});

it.each(SOURCES)('%s marks menus and code in pairs, so that no mark is shown', (source) => {
  const odd = SETUP[source].steps.filter(({ text }) => ['`', '*'].some((mark) => text.split(mark).length % 2 === 0));

  expect(odd).toEqual([]);
});

it('puts a token into an address and into the header as the vendor takes it', () => {
  expect(withToken('https://x.example/ingest/splunk/webhook?project_id=p', 'a b&c')).toBe(
    'https://x.example/ingest/splunk/webhook?project_id=p&token=a+b%26c',
  );
  expect(headerToPaste('datadog', 'x-soulcaster-token', 'abc')).toBe('{"x-soulcaster-token":"abc"}');
  expect(headerToPaste('posthog', null, 'abc')).toBe('Bearer abc');
});
