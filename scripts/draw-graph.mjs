// Draws the graph of folders into docs/architecture.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { folderGraph } from './check-imports.mjs';

const file = fileURLToPath(new URL('../docs/architecture.md', import.meta.url));
const text = readFileSync(file, 'utf8');
const drawn = `<!-- graph -->\n\`\`\`mermaid\n${folderGraph().trim()}\n\`\`\`\n<!-- /graph -->`;
writeFileSync(
  file,
  text.replace(/<!-- graph -->[\s\S]*<!-- \/graph -->/, () => drawn),
);
