// Draws web/app/components/ui/icons.svg: one symbol for each icon that icons.tsx names, as lucide-react has it.
// Run by `npm run draw:icons` after an icon is added there.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as lucide from 'lucide-react';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

const drawings = new Map(Object.entries(lucide));
const folder = new URL('../web/app/components/ui/', import.meta.url);

/** @returns {string} the whole file */
export function drawIcons() {
  const named = readFileSync(new URL('icons.tsx', folder), 'utf8').matchAll(/export const (\w+) = .*icon\('([\w-]+)'\)/g);
  const symbols = Array.from(named, ([, component, id]) => {
    const drawn = renderToStaticMarkup(createElement(drawings.get(component)));
    return `<symbol id="${id}" viewBox="0 0 24 24">${drawn.replace(/^<svg[^>]*>|<\/svg>$/g, '')}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(new URL('icons.svg', folder), drawIcons());
