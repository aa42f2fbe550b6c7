import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
const pictures = fileURLToPath(new URL('../screenshots/', import.meta.url));

export type Scheme = 'light' | 'dark';
export type Width = 'wide' | 'narrow';
const SIZES: Record<Width, { width: number; height: number }> = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

/** Debian's Chromium, as the bootstrap installs it. */
export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

export interface Visitor {
  page: Page;
  /** Errors of scripts, of the content security policy, and requests that would leave for elsewhere. Empty in a good page. */
  problems: string[];
  leave(): Promise<void>;
}

export interface VisitorOptions {
  scheme?: Scheme;
  width?: Width;
}

/** Somebody with a browser of their own, not signed in. */
export async function visit(browser: Browser, webUrl: string, { scheme = 'light', width = 'wide' }: VisitorOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: webUrl,
    viewport: SIZES[width],
    colorScheme: scheme,
    reducedMotion: 'reduce',
    hasTouch: width === 'narrow',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (said) => {
    // The browser's own note of an answer that was not 2xx: refusals are part of some tests.
    if (said.type() === 'error' && !said.text().startsWith('Failed to load resource')) problems.push(said.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(webUrl) && !request.url().startsWith('data:')) problems.push(`asks ${request.url()}`);
  });
  return { page, problems, leave: () => context.close() };
}

/** One click as the local owner; ends at the inbox of the project looked at last, live. */
export async function signIn(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Continue as the local owner' }).click();
  await page.waitForURL('**/inbox');
  await untilLive(page);
}

/** Waits until the page runs and hears what changes. On a narrow screen the foot that says so is there, but not in sight. */
export async function untilLive(page: Page): Promise<void> {
  await page.locator('footer', { hasText: /live$/ }).waitFor({ state: 'attached' });
}

/** Waits until the foot names what a key does: from then on the page has bound it. */
export async function pressWhenBound(page: Page, key: string, label: string): Promise<void> {
  await page.getByRole('contentinfo').getByText(label, { exact: true }).waitFor();
  await page.keyboard.press(key);
}

/** axe finds nothing to say. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`);
  expect(found).toEqual([]);
}

/** tests/screenshots/<name>.png, made new at each run. */
export async function takePicture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** Nothing on the page reaches past its right edge. */
export async function expectToFit(page: Page, what: string): Promise<void> {
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  expect(`${what} is ${over} px too wide`).toBe(`${what} is 0 px too wide`);
}
