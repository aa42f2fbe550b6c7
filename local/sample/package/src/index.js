export { addLine, emptyCart, subtotal } from './cart.js';
export { createCatalogue } from './catalogue.js';
export { chargeRequest, checkout } from './checkout.js';
export { exportOrders } from './csv-export.js';
export { applyDiscounts } from './discounts.js';
export { createInvoice, dueDate, remindersFor } from './invoices.js';
export { formatCents, shareCents } from './money.js';
export { searchProducts } from './search.js';
export { createStock } from './stock.js';
