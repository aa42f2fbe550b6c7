import { defineConfig } from 'vitest/config';

/** Tests run from the sources: package.json's `#…` imports resolve by this condition. */
const resolve = { conditions: ['soulcaster-source', 'node'] };
const sources = { resolve, ssr: { resolve }, environments: { __vitest__: { resolve } } };

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
          exclude: ['local/sample/package/**'],
          globalSetup: ['tests/global-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
          pool: 'forks',
        },
      },
    ],
  },
});
