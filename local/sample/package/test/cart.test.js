import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addLine, emptyCart, subtotal } from '../src/cart.js';

const mug = { sku: 'mug-blue', name: 'Blue mug', priceCents: 950 };

test('the same product twice is one line', () => {
  const cart = addLine(addLine(emptyCart(), mug), mug, 2);

  assert.equal(cart.lines.length, 1);
  assert.equal(subtotal(cart), 2850);
});

test('no pieces are refused', () => {
  assert.throws(() => addLine(emptyCart(), mug, 0), RangeError);
});
