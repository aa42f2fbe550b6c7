import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pressWhenBound, signIn, takePicture, untilLive, visit, type Visitor } from './browser.ts';
import { clusterWith, type World } from './world.ts';

const CLUSTER = 'CSV export';
const MOST_ROWS = 20;

/** Tabs on until what has the focus is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await page.locator(':focus').allInnerTexts()).join('').includes(name)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no Tab leads to ${name}`);
}

/** Moves down the list until the preview shows the cluster with these words in its title. */
async function moveTo(page: Page, words: string): Promise<string> {
  const heading = page.getByRole('complementary', { name: 'Chosen cluster' }).getByRole('heading', { level: 2 });
  for (let row = 0; row < MOST_ROWS; row += 1) {
    const title = await heading.innerText();
    if (title.includes(words)) return title;
    await page.keyboard.press('j');
    await expect.poll(() => heading.innerText()).not.toBe(title);
  }
  throw new Error(`no row has ${words}`);
}

/** Waits for words on a page; answers when they were there. */
async function seenAt(page: Page, words: string | RegExp): Promise<number> {
  await page.getByText(words).first().waitFor({ timeout: 60_000 });
  return Date.now();
}

export function mainJob(world: World): void {
  describe('the main job', () => {
    let first: Visitor;
    let second: Visitor;
    beforeAll(async () => {
      first = await visit(world.browser, world.stack.webUrl);
      second = await visit(world.browser, world.stack.webUrl, { scheme: 'dark' });
      await signIn(second.page);
    });
    afterAll(async () => {
      await first.leave();
      await second.leave();
    });

    it('starts by keyboard alone, and a second browser sees it within a second', async () => {
      const { page } = first;
      await page.goto('/');
      await tabTo(page, 'Continue as the local owner');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/inbox');
      await untilLive(page);

      const title = await moveTo(page, CLUSTER);
      const { id } = await clusterWith(world, CLUSTER);
      await second.page.goto(`/p/${world.projectId}/clusters/${id}`);
      await untilLive(second.page);
      await page.keyboard.press('f');

      const running = /Queued|Planning|Plan waits for you|Approve plan/;
      const [here, there] = await Promise.all([seenAt(page, running), seenAt(second.page, running)]);
      expect(title).toContain(CLUSTER);
      expect(there - here).toBeLessThan(1000);
    });

    it('shows the plan with its exact prompt, the reporters’ words marked', async () => {
      const { page } = first;
      await seenAt(page, 'Proposed plan');
      await page.keyboard.press('g');
      await page.keyboard.press('f');
      await page.getByRole('heading', { name: 'Fixes' }).waitFor();
      await pressWhenBound(page, 'j', 'move');
      await page.locator('main li a:focus').waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL('**/fixes/*');
      await untilLive(page);

      await tabTo(page, 'Exact prompt');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').locator('mark').first().waitFor();
      const marked = await page.getByRole('dialog').locator('pre mark').allInnerTexts();
      await takePicture(page, 'prompt');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });

      expect(marked.join('\n')).toContain('replaceAll');
    });

    it('is approved by a key, its log is on the page two seconds after it is written, and ends in a draft pull request', async () => {
      const { page } = first;
      await pressWhenBound(page, 'a', 'approve');

      const line = page.getByRole('log').getByRole('listitem').first();
      await line.waitFor({ timeout: 60_000 });
      const written = Date.parse((await line.locator('time').getAttribute('datetime')) ?? '');
      expect(Date.now() - written).toBeLessThan(2000);
      await takePicture(page, 'log');

      await seenAt(page, /Draft pull request #\d+ is open/);
      expect(await page.getByText('Before · fails').isVisible()).toBe(true);
      expect(await page.getByText('After · passes').isVisible()).toBe(true);
      await page.keyboard.press('d');
      expect(await page.getByRole('group', { name: 'Diff' }).innerText()).toContain('src/csv-export.js');
      await seenAt(second.page, /PR #\d+ open/);
      expect([...first.problems, ...second.problems]).toEqual([]);
    });

    it('follows the merge of its pull request', async () => {
      const url = (await first.page.getByRole('link', { name: 'Open pull request' }).getAttribute('href')) ?? '';
      const reviewer = await world.browser.newContext();
      const pull = await reviewer.newPage();
      await pull.goto(url);
      await pull.getByRole('button', { name: /merge/i }).click();
      await reviewer.close();

      await seenAt(first.page, /Pull request #\d+ is merged/);
      expect(first.problems).toEqual([]);
    });

    it('can be stopped, after a question', async () => {
      const { page } = first;
      await page.goto(`/p/${world.projectId}/clusters/${(await clusterWith(world, 'Product search')).id}`);
      await untilLive(page);
      await pressWhenBound(page, 'f', 'start fix');
      await page.getByRole('link', { name: 'Read the plan' }).first().click({ timeout: 60_000 });
      await page.waitForURL('**/fixes/*');
      await untilLive(page);
      await pressWhenBound(page, 'c', 'cancel');
      await page.getByRole('dialog', { name: 'Cancel this fix' }).waitFor();
      await takePicture(page, 'cancel');
      await page.getByRole('button', { name: 'Cancel the fix' }).click();

      await seenAt(page, 'The fix was cancelled');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await page.getByRole('button', { name: 'Start again' }).isVisible()).toBe(true);
      expect(first.problems).toEqual([]);
    });
  });
}
