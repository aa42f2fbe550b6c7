import { describe, expect, it } from 'vitest';
import { asksForWork, platformsOf } from './contrast.ts';

describe('a title', () => {
  it.each([
    'Add a dark theme to the editor',
    'Editor: add a dark theme',
    '[Editor] Upgrade jsonpath to 2.9.0',
    'SHOP-214. Remove the old cart',
    'Cart API: v2: rename the total',
    'please support Safari 18',
    'We need to move invoices to the new store',
  ])('asks for work: %s', (title) => {
    expect(asksForWork(title)).toBe(true);
  });

  it.each([
    'Invoice total is wrong',
    'Editor: theme is lost on reload',
    'Update fails with a blank page',
    'Support not reachable',
    "TextField - 'change' comes twice",
    'The button to add an item does nothing',
    'Ajouter un thème sombre',
    '',
    '[Editor]',
    ': : :',
  ])('tells what went wrong, or neither: %s', (title) => {
    expect(asksForWork(title)).toBe(false);
  });

  it('is read in no time however it is made', () => {
    const began = performance.now();
    for (const title of ['a '.repeat(20_000), '[x] '.repeat(5000), 'a.b-c: '.repeat(5000), '('.repeat(20_000)]) asksForWork(title);

    expect(performance.now() - began).toBeLessThan(500);
  });

  it('names the platforms it names, by one name each', () => {
    expect(platformsOf('iPad and Mobile Web: as on Win10, unlike Ubuntu')).toEqual(new Set(['ios', 'mobileweb', 'windows', 'linux']));
  });
});
