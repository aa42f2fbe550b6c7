import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addLine, emptyCart } from '../src/cart.js';
import { checkout } from '../src/checkout.js';

const cart = addLine(emptyCart(), { sku: 'mug-blue', name: 'Blue mug', priceCents: 950 });

test('ten percent off is taken from the subtotal', () => {
  assert.deepEqual(checkout('o-1', cart, [{ kind: 'percent', percent: 10 }]), {
    orderId: 'o-1',
    totalCents: 855,
    charge: { orderId: 'o-1', amount: 855, currency: 'EUR' },
  });
});

test('a voucher that covers the cart exactly needs no payment', () => {
  assert.equal(checkout('o-2', cart, [{ kind: 'voucher', amountCents: 950 }]).charge, null);
});

test('a voucher worth more than the cart leaves nothing to pay', () => {
  assert.deepEqual(checkout('o-3', cart, [{ kind: 'voucher', amountCents: 2500 }]), { orderId: 'o-3', totalCents: 0, charge: null });
});

test('an empty cart cannot be checked out', () => {
  assert.throws(() => checkout('o-4', emptyCart()), /empty/);
});
