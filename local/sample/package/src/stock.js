/**
 * What is on the shelf. `store` keeps the numbers and answers asynchronously: `read(sku)` and `write(sku, count)`.
 */
export function createStock(store) {
  return {
    /** Takes pieces off the shelf; false when there are not enough. */
    async reserve(sku, quantity) {
      const left = await store.read(sku);
      if (left < quantity) return false;
      await store.write(sku, left - quantity);
      return true;
    },

    /** Puts pieces of a cancelled order back. */
    async release(sku, quantity) {
      const left = await store.read(sku);
      await store.write(sku, left + quantity);
    },

    /** Compares the shelf with what was sold. */
    async audit(sku, delivered, sold) {
      assertShelf(sku, delivered, sold, await store.read(sku));
    },
  };
}

function assertShelf(sku, delivered, sold, left) {
  if (delivered - sold !== left) throw new Error(`oversold ${sku}: ${sold} of ${delivered} sold, shelf says ${left}`);
}
