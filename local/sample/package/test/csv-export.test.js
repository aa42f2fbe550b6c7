import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportOrders } from '../src/csv-export.js';

const order = { orderId: 'o-1', customer: 'Ada', totalCents: 950, note: 'ring twice' };

test('orders become lines under a header', () => {
  assert.equal(exportOrders([order]), 'order,customer,total,note\r\no-1,Ada,9.50 EUR,ring twice\r\n');
});

test('commas and quotes are quoted', () => {
  assert.equal(
    exportOrders([{ ...order, note: 'say "hello", twice' }]),
    'order,customer,total,note\r\no-1,Ada,9.50 EUR,"say ""hello"", twice"\r\n',
  );
});

test('an order without a note has an empty field', () => {
  assert.equal(exportOrders([{ ...order, note: null }]), 'order,customer,total,note\r\no-1,Ada,9.50 EUR,\r\n');
});
