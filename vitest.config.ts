import { defineConfig } from 'vitest/config';

/** Tests run from the sources: package.json's `#…` imports resolve by this condition. */
const resolve = { conditions: ['soulcaster-source', 'node'] };
const sources = { resolve, ssr: { resolve }, environments: { __vitest__: { resolve } } };

/** Tests that start everything that npm start starts. */
const PRODUCT = ['tests/start.test.ts', 'tests/job.test.ts', 'tests/chaos.test.ts', 'tests/e2e/**/*.test.ts'];

export default defineConfig({
  ...sources,
  test: {
    projects: [
      {
        ...sources,
        test: { name: 'unit', include: ['domain/**/*.test.ts', 'config/**/*.test.ts', 'web/**/*.test.{ts,tsx}'] },
      },
      {
        ...sources,
        test: {
          name: 'services',
          include: ['{adapters,activities,workflows,temporal,api,local,scripts,tests}/**/*.test.ts'],
          exclude: ['local/sample/package/**', ...PRODUCT],
          globalSetup: ['tests/global-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
          pool: 'forks',
        },
      },
      {
        ...sources,
        // The whole product at once, with promises about time: it has the machine for itself.
        test: { name: 'product', include: PRODUCT, pool: 'forks', maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
