import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { drawIcons } from '../../../../scripts/draw-icons.mjs';

it('has a drawing of every icon that the dashboard names, as the icon set has it now', () => {
  const drawn = readFileSync(new URL('icons.svg', import.meta.url), 'utf8');

  expect(drawn.match(/<symbol /g)?.length).toBeGreaterThan(50);
  expect(drawn).toBe(drawIcons());
});
