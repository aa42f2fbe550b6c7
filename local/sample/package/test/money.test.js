import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCents, shareCents } from '../src/money.js';

test('shares add up to the whole', () => {
  assert.deepEqual(shareCents(1000, 3), [334, 333, 333]);
});

test('cents are shown with two digits', () => {
  assert.equal(formatCents(1234), '12.34 EUR');
  assert.equal(formatCents(-5), '-0.05 EUR');
});

test('half a cent is refused', () => {
  assert.throws(() => formatCents(0.5), TypeError);
});
