import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInvoice, dueDate, remindersFor } from '../src/invoices.js';

test('an invoice is due one month later on the same day', () => {
  assert.equal(dueDate('2026-04-15'), '2026-05-15');
  assert.equal(dueDate('2026-12-10'), '2027-01-10');
});

test('an invoice of the 31st is due on the last day of a shorter month', () => {
  assert.equal(dueDate('2026-01-31'), '2026-02-28');
  assert.equal(dueDate('2028-01-31'), '2028-02-29');
  assert.equal(dueDate('2026-08-31'), '2026-09-30');
});

test('reminders go out around the due date', () => {
  const invoice = createInvoice('2026-0042', { orderId: 'o-1', totalCents: 950 }, '2026-04-15');

  assert.deepEqual(remindersFor(invoice), ['2026-05-12', '2026-05-15', '2026-05-22']);
});
