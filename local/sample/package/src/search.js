/** Products whose name or maker contains what was typed, in any case; names that start with it come first. */
export function searchProducts(catalogue, typed) {
  const query = typed.trim();
  if (query === '') return [];
  const matcher = createMatcher(query);
  return catalogue
    .all()
    .filter((product) => matcher.test(product.name) || matcher.test(product.maker))
    .sort((a, b) => startsWith(b, query) - startsWith(a, query));
}

function createMatcher(query) {
  return new RegExp(query, 'i');
}

function startsWith(product, query) {
  return Number(product.name.toLowerCase().startsWith(query.toLowerCase()));
}
