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
                {
                  name: 'frame',
                  priority: 2,
                  test: /web\/app\/(root|entry\.client|routes\/project|components\/frame\/(frame|top-bar|page-error)|components\/ui\/(copy|source-mark|chip|card|bars|time|problem|with-code|field)|lib\/(stages|snooze|fixing|kept|list-keys|when|submit-once))\.tsx?/,
                },
                {
                  name: 'frame',
                  priority: 1,
                  minShareCount: 3,
                  test: /web\/app\/(?!components\/ui\/dialog|lib\/(cluster-|bulk-|selection|regroup-|use-s|ask-api|settled|leads-to))|clsx/,
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
