import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStock } from '../src/stock.js';

function shelf(counts) {
  const numbers = new Map(Object.entries(counts));
  return {
    read: async (sku) => numbers.get(sku) ?? 0,
    write: async (sku, count) => void numbers.set(sku, count),
  };
}

test('a reservation takes pieces off the shelf', async () => {
  const stock = createStock(shelf({ 'mug-blue': 3 }));

  assert.equal(await stock.reserve('mug-blue', 2), true);
  assert.equal(await stock.reserve('mug-blue', 2), false);
});

test('the last piece is sold once when two orders arrive together', async () => {
  const stock = createStock(shelf({ 'mug-blue': 1 }));

  const answers = await Promise.all([stock.reserve('mug-blue', 1), stock.reserve('mug-blue', 1)]);

  assert.deepEqual(answers, [true, false]);
});

test('a cancelled order puts its pieces back', async () => {
  const stock = createStock(shelf({ 'mug-blue': 1 }));
  await stock.reserve('mug-blue', 1);

  await stock.release('mug-blue', 1);

  await stock.audit('mug-blue', 1, 0);
});
