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
    noExternal: ['lucide-react', 'simple-icons'],
  },
  build: { assetsInlineLimit: 0, cssMinify: true, sourcemap: false },
});
