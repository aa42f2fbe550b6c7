import { expect, it } from 'vitest';
import { safePath } from './safe-path.ts';

it('keeps a path of our own', () => {
  expect(safePath('/p/1/inbox?tab=all')).toBe('/p/1/inbox?tab=all');
});

it.each([
  null,
  '',
  'https://elsewhere.example',
  '//elsewhere.example',
  '/\\elsewhere.example',
  '/a\\b',
  '/\n//elsewhere.example',
  'javascript:alert(1)',
])('never leads to %j', (path) => {
  expect(safePath(path)).toBe('/');
});
