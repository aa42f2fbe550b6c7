import { describe, expect, it } from 'vitest';
import { reportWith } from '#tests/report-builders';
import { indexTermsOf, termsOf } from './terms.ts';

const words = (title: string, body = '') => [...termsOf(reportWith({ title, body })).weights.keys()];

describe('the terms of a report', () => {
  it('are stems, without what every report says', () => {
    expect(words('The exports are not working', 'Exporting an order fails')).toEqual(['export', 'order']);
  });

  it('keep versions and codes, not single digits or long numbers', () => {
    expect(words('HTTP 500 in 4.1.45 for order 12345678901 in 3 tries')).toEqual(['http', '500', '4.1.45', 'order']);
  });

  it('keep a name from code whole and in its parts', () => {
    expect(words('submitCart throws in cart.total')).toEqual(['=submitcart', 'submit', 'cart', 'throw', '=cart.total', 'total']);
  });

  it('leave out links, addresses and ids', () => {
    expect(
      words('Order 4711', 'see https://a.example/x, mail a@b.example, id 8f14e45f-ceea-4e7a-9c1d-6a0f3c1f7b11 <!-- template -->'),
    ).toEqual(['order', '4711', 'mail', 'id']);
  });

  it('know what the title says, and the words as they were written', () => {
    const terms = termsOf(reportWith({ title: 'Exports hang', body: 'since Monday' }));

    expect([...terms.title]).toEqual(['export', 'hang']);
    expect(terms.written.get('export')).toBe('Exports');
  });

  it('come from the innermost own frames too', () => {
    const frames = [
      { function: 'router', file: null, line: null, inApp: false },
      { function: 'streamRows', file: null, line: null, inApp: true },
    ];
    const terms = termsOf(reportWith({ kind: 'machine', title: 'X', exceptions: [{ type: 'RangeError', message: '', frames }] }));

    expect([...terms.weights.keys()]).toEqual(expect.arrayContaining(['=streamrows', 'stream', 'row']));
    expect(terms.weights.has('router')).toBe(false);
  });

  it('are alike in an index whether a name is written with capitals inside or as one word', () => {
    const held = (title: string) => indexTermsOf(reportWith({ title, body: '' }));

    expect(held('Upgrade ZooKeeper').weights.get('zookeep')).toBe(held('Upgrade Zookeeper').weights.get('zookeep'));
    expect(held('Upgrade ZooKeeper').title.has('zookeep')).toBe(true);
    expect(held('Upgrade ZooKeeper').written.get('zookeep')).toBe('ZooKeeper');
    expect([...held('Set max_size2').weights.keys()]).toContain('=max_size2');
  });
});
