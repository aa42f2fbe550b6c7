import { assertCents } from './money.js';

export function emptyCart() {
  return { lines: [] };
}

/** Adds pieces of a product; the same product twice is one line. Leaves the given cart as it is. */
export function addLine(cart, product, quantity = 1) {
  if (!Number.isInteger(quantity) || quantity < 1) throw new RangeError(`quantity must be at least 1, got ${quantity}`);
  const known = cart.lines.find((line) => line.sku === product.sku);
  const line = {
    sku: product.sku,
    name: product.name,
    priceCents: assertCents(product.priceCents),
    quantity: quantity + (known?.quantity ?? 0),
  };
  return { ...cart, lines: [...cart.lines.filter((other) => other.sku !== product.sku), line] };
}

export function subtotal(cart) {
  return cart.lines.reduce((sum, line) => sum + line.priceCents * line.quantity, 0);
}
