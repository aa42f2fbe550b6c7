import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['soulcaster-source', 'node', 'import', 'module', 'default'] };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr: { resolve },
        test: { name: 'unit', include: ['domain/**/*.test.ts', 'config/**/*.test.ts', 'web/**/*.test.{ts,tsx}'] },
      },
      {
        resolve,
        ssr: { resolve },
        test: {
          name: 'services',
          include: ['{adapters,activities,workflows,temporal,api,local,tests}/**/*.test.ts'],
          globalSetup: ['tests/global-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
          pool: 'forks',
        },
      },
    ],
  },
});
