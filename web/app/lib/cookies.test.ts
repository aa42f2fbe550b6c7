import { expect, it } from 'vitest';
import { choiceCookie, readCookie, readTheme, THEME_COOKIE } from './cookies.ts';

it('reads back what it writes', () => {
  const header = `other=1; ${choiceCookie('name', 'a b;c').split(';')[0]}`;

  expect(readCookie(header, 'name')).toBe('a b;c');
});

it('takes a broken or missing cookie for none', () => {
  expect(readCookie('name=%E0%A4%A', 'name')).toBeNull();
  expect(readCookie(null, 'name')).toBeNull();
  expect(readCookie('xname=1', 'name')).toBeNull();
});

it('is the system’s theme unless a known one is chosen', () => {
  expect(readTheme(readCookie(`${THEME_COOKIE}=dark`, THEME_COOKIE))).toBe('dark');
  expect(readTheme('pink')).toBe('system');
});
