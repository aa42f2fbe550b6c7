import { expect, it } from 'vitest';
import { readLogView, replayFilter } from './log-view.ts';
import { withView } from './view.ts';

const at = (search: string) => readLogView(new URLSearchParams(search));

it('reads all of a view from its address', () => {
  expect(at('source=sentry&state=parked,dead_letter&q=%20abc%20&more=2&d=x')).toEqual({
    refused: false,
    source: 'sentry',
    states: ['parked', 'dead_letter'],
    q: 'abc',
    more: 2,
    delivery: 'x',
  });
});

it('takes what it does not know for absent', () => {
  expect(at('source=pagerduty&state=lost,&more=-1&log=all')).toEqual({
    refused: false,
    source: null,
    states: [],
    q: '',
    more: 0,
    delivery: null,
  });
});

it('closes an open delivery when the list changes, and keeps the list when one is opened', () => {
  const params = new URLSearchParams('source=sentry&more=2&d=x');

  expect(withView(params, { source: 'github' })).toBe('?source=github');
  expect(withView(params, { d: 'y' })).toBe('?source=sentry&more=2&d=y');
});

it('replays what is listed, and of an unfiltered list only what failed', () => {
  expect(replayFilter(at('source=sentry&state=filtered&q=web'))).toEqual({ source: 'sentry', state: ['filtered'], q: 'web' });
  expect(replayFilter(at(''))).toEqual({ state: ['dead_letter', 'parked', 'expired'] });
});
