import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalogue } from '../src/catalogue.js';
import { searchProducts } from '../src/search.js';

const catalogue = createCatalogue([
  { sku: 'book-cpp', name: 'C++ for gardeners', maker: 'Leaf Press', priceCents: 2900 },
  { sku: 'mug-blue', name: 'Blue mug', maker: 'Kiln & Sons', priceCents: 950 },
  { sku: 'mug-big', name: 'Mug (large)', maker: 'Kiln & Sons', priceCents: 1250 },
]);
const names = (typed) => searchProducts(catalogue, typed).map((product) => product.name);

test('finds by name or maker in any case, names that start with it first', () => {
  assert.deepEqual(names('mug'), ['Mug (large)', 'Blue mug']);
  assert.deepEqual(names('kiln'), ['Blue mug', 'Mug (large)']);
});

test('finds names with plus signs and brackets', () => {
  assert.deepEqual(names('c++'), ['C++ for gardeners']);
  assert.deepEqual(names('mug (l'), ['Mug (large)']);
});

test('nothing typed finds nothing', () => {
  assert.deepEqual(names('  '), []);
});
