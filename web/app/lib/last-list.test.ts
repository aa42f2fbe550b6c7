import { expect, it } from 'vitest';
import { lastListOf, rememberList } from './last-list.ts';

it('leads back to the list one came from, of the same project alone', () => {
  expect(lastListOf('one')).toBe('/p/one/clusters');

  rememberList('/p/one/inbox?tab=new&c=3');

  expect(lastListOf('one')).toBe('/p/one/inbox?tab=new&c=3');
  expect(lastListOf('two')).toBe('/p/two/clusters');
});
