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
                { name: 'framework', priority: 3, test: /node_modules\/(react|react-dom|scheduler|react-router|@react-router)\// },
                { name: 'shell', priority: 2, test: /web\/app\/components\/frame\/(frame|top-bar|page-error)\.tsx/ },
                {
                  name: 'frame',
                  priority: 1,
                  minShareCount: 3,
                  test: /web\/app\/(?!components\/ui\/(dialog|field)|lib\/(cluster-|bulk-|selection|regroup-|use-s|ask-api|settled|leads-to))|lucide-react|clsx/,
                },
                {
                  name: 'regrouping',
                  priority: 0,
                  test: /web\/app\/lib\/(cluster-(actions|selection)|bulk-actions|selection|regroup-commands|use-suggestions|ask-api)/,
                },
              ],
            },
          },
        },
      },
    },
  },
});
