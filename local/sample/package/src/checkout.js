import { subtotal } from './cart.js';
import { applyDiscounts } from './discounts.js';
import { assertCents } from './money.js';

/** What the payment provider is asked for. A total of nothing needs no payment. */
export function chargeRequest(orderId, totalCents) {
  assertChargeable(totalCents);
  if (totalCents === 0) return null;
  return { orderId, amount: totalCents, currency: 'EUR' };
}

/** Prices a cart and prepares its payment. */
export function checkout(orderId, cart, discounts = []) {
  if (cart.lines.length === 0) throw new RangeError('the cart is empty');
  const totalCents = applyDiscounts(subtotal(cart), discounts);
  return { orderId, totalCents, charge: chargeRequest(orderId, totalCents) };
}

function assertChargeable(totalCents) {
  assertCents(totalCents);
  if (totalCents < 0) throw new RangeError(`charge amount must not be negative: ${totalCents}`);
}
