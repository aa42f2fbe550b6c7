import { formatCents } from './money.js';

const COLUMNS = ['order', 'customer', 'total', 'note'];

/** Orders as CSV (RFC 4180), a header line first. Fields with commas, quotes or line breaks are quoted. */
export function exportOrders(orders) {
  const rows = orders.map((order) => [order.orderId, order.customer, formatCents(order.totalCents), order.note]);
  return [COLUMNS, ...rows].map(formatRow).join('\r\n') + '\r\n';
}

function formatRow(fields) {
  return fields.map(escapeField).join(',');
}

function escapeField(field) {
  const text = field.replaceAll('"', '""');
  return /[",\r\n]/.test(text) ? `"${text}"` : text;
}
