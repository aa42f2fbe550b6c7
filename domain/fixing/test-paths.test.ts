import { expect, it } from 'vitest';
import { isTestPath } from './test-paths.ts';

it.each([
  'test/cart.test.js',
  'tests/cart.py',
  'src/cart.spec.ts',
  'src/cart-test.js',
  'src/__tests__/cart.js',
  'pkg/cart_test.go',
  'app/test_cart.py',
  'src/CartTest.java',
  'e2e/cart.ts',
])('knows %s as a test', (path) => {
  expect(isTestPath(path)).toBe(true);
});

it.each([
  'src/cart.js',
  'src/latest.js',
  'src/contest/cart.js',
  'src/testimonials.ts',
  'inspect/cart.js',
  'test.md.txt/x.js',
  'src/attest.go',
])('knows %s as none', (path) => {
  expect(isTestPath(path)).toBe(false);
});
