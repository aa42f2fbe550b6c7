const DAY_MS = 24 * 60 * 60 * 1000;

export function createInvoice(number, order, issued) {
  return { number, orderId: order.orderId, totalCents: order.totalCents, issued, due: dueDate(issued) };
}

/** One month after the invoice was issued, on the same day. Dates are `YYYY-MM-DD`. */
export function dueDate(issued) {
  const date = new Date(`${issued}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + 1);
  return date.toISOString().slice(0, 10);
}

/** Dates on which the customer is reminded: three days before, on the day, and a week after. */
export function remindersFor(invoice) {
  assertNextMonth(invoice);
  const due = Date.parse(`${invoice.due}T00:00:00Z`);
  return [-3, 0, 7].map((days) => new Date(due + days * DAY_MS).toISOString().slice(0, 10));
}

function assertNextMonth(invoice) {
  const months = (day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  const apart = months(invoice.due) - months(invoice.issued);
  if (apart !== 1) throw new RangeError(`invoice ${invoice.number} is due ${apart} months after it was issued`);
}
