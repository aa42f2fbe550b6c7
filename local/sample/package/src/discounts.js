/**
 * What is left to pay after each discount in turn.
 * A discount is `{ kind: 'percent', percent }` or `{ kind: 'voucher', amountCents }`.
 */
export function applyDiscounts(subtotalCents, discounts) {
  let totalCents = subtotalCents;
  for (const discount of discounts) totalCents = applyDiscount(totalCents, discount);
  return totalCents;
}

function applyDiscount(totalCents, discount) {
  switch (discount.kind) {
    case 'percent':
      return totalCents - Math.round((totalCents * discount.percent) / 100);
    case 'voucher':
      return totalCents - discount.amountCents;
    default:
      throw new TypeError(`unknown discount ${discount.kind}`);
  }
}
