import { expect, it } from 'vitest';
import { findBinding, type KeyBinding, keyName, ownsKeys } from './keys.ts';

const press = (key: string, held: Partial<{ ctrlKey: boolean; metaKey: boolean; altKey: boolean }> = {}) =>
  keyName({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });
const binding = (label: string, ...keys: string[]): KeyBinding => ({ keys, caps: [], label, run: () => undefined });

it('leaves the browser its own presses', () => {
  expect([press('j', { altKey: true }), press('r', { ctrlKey: true }), press('F', { metaKey: true })]).toEqual([null, null, null]);
  expect([press('J'), press('Enter'), press('k', { metaKey: true })]).toEqual(['j', 'Enter', 'mod+k']);
});

it('finds what a key does; the page’s word counts before the frame’s', () => {
  const [frame, page] = [binding('frame', 'f'), binding('page', 'f')];

  expect(findBinding([frame, page], 'f', null)).toBe(page);
  expect(findBinding([frame], 'x', null)).toBeNull();
});

it('waits for the second of a pair, and prefers the pair to the key alone', () => {
  const bindings = [binding('go to fixes', 'g f'), binding('start fix', 'f')];

  expect(findBinding(bindings, 'g', null)).toBe('pair');
  expect(findBinding(bindings, 'f', 'g')).toBe(bindings[0]);
  expect(findBinding(bindings, 'f', null)).toBe(bindings[1]);
});

it('knows where typing is meant for a field', () => {
  expect(ownsKeys({ tagName: 'INPUT', type: 'search' })).toBe(true);
  expect(ownsKeys({ tagName: 'TEXTAREA' })).toBe(true);
  expect(ownsKeys({ tagName: 'INPUT', type: 'checkbox' })).toBe(false);
  expect(ownsKeys({ tagName: 'A' })).toBe(false);
});
