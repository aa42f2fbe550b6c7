/** Products by sku, in the order they were put in. */
export function createCatalogue(products) {
  const bySku = new Map(products.map((product) => [product.sku, product]));
  return {
    all: () => [...bySku.values()],
    find(sku) {
      const product = bySku.get(sku);
      if (!product) throw new RangeError(`no such product: ${sku}`);
      return product;
    },
  };
}
