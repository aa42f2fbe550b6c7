import { reactRouter } from '@react-router/dev/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

/** `#config/*` and `#domain/*` come from the sources, so the dashboard builds without the server's `dist`. */
const SOURCES = 'soulcaster-source';

export default defineConfig({
  plugins: [tailwindcss(), reactRouter()],
  resolve: { conditions: [SOURCES, 'module', 'browser', 'development|production'] },
  ssr: {
    resolve: { conditions: [SOURCES, 'module', 'node', 'development|production'] },
    // Thousands of icons otherwise load when the server starts.
    noExternal: ['lucide-react'],
  },
  build: { assetsInlineLimit: 0, cssMinify: true, sourcemap: false },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          output: {
            codeSplitting: {
              groups: [
                { name: 'framework', priority: 2, test: /node_modules\/(react|react-dom|scheduler|react-router|@react-router)\// },
                {
                  name: 'frame',
                  priority: 1,
                  minShareCount: 3,
                  test: /web\/app\/(?!components\/ui\/dialog)|lucide-react|clsx/,
                },
              ],
            },
          },
        },
      },
    },
  },
});
