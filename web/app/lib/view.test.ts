import { expect, it } from 'vitest';
import { onlySelectionDiffers, readView, toggled, withView } from './view.ts';

const SOURCES = ['sentry', 'github', 'manual'];
const view = (search: string) => readView(new URLSearchParams(search), 'needs_you', SOURCES);

it('reads what an address asks for', () => {
  const { tab, sort, severity, source, hasSuggestion, q, more, selected } = view(
    'tab=failed&sort=reports&severity=P3,P1&source=github&has_suggestion=true&q=%20csv%20&more=2&c=abc',
  );

  expect({ tab, sort, severity, source, hasSuggestion, q, more, selected }).toEqual({
    tab: 'failed',
    sort: 'reports',
    severity: ['P1', 'P3'],
    source: ['github'],
    hasSuggestion: true,
    q: 'csv',
    more: 2,
    selected: 'abc',
  });
});

it('takes what it does not know for absent', () => {
  expect(view('tab=nope&sort=nope&severity=P9&source=nope&has_suggestion=nope&more=-1')).toEqual(view(''));
  expect(view('more=1e9').more).toBe(20);
});

it('starts at the top of the list again when what is listed changes', () => {
  expect(withView(new URLSearchParams('tab=all&more=3&c=abc'), { q: 'csv' })).toBe('?tab=all&q=csv');
});

it('keeps the list where only the row or its length changes', () => {
  expect(withView(new URLSearchParams('q=csv&more=3'), { c: 'abc' })).toBe('?q=csv&more=3&c=abc');
  expect(withView(new URLSearchParams('q=csv&c=abc'), { more: '1' })).toBe('?q=csv&c=abc&more=1');
});

it('is the bare address when nothing is left of it', () => {
  expect(withView(new URLSearchParams('q=csv'), { q: '' })).toBe('.');
});

it('switches one choice of a facet', () => {
  expect(toggled(['P1'], 'P2')).toBe('P1,P2');
  expect(toggled(['P1', 'P2'], 'P1')).toBe('P2');
  expect(toggled(['P1'], 'P1')).toBeNull();
});

it('tells a chosen row from a new list', () => {
  const url = (search: string) => new URL(`http://dashboard/p/1/inbox${search}`);

  expect(onlySelectionDiffers(url('?q=a&c=1'), url('?c=2&q=a'))).toBe(true);
  expect(onlySelectionDiffers(url('?c=1'), url('?c=2&q=a'))).toBe(false);
  expect(onlySelectionDiffers(url('?c=1'), url('?c=1'))).toBe(false);
});
