import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, signIn, takePicture, untilLive, visit, type Visitor } from './browser.ts';
import { ask, type World } from './world.ts';

export function reportForm(world: World): void {
  describe('a report by hand', () => {
    let visitor: Visitor;
    beforeAll(async () => {
      visitor = await visit(world.browser, world.stack.webUrl);
      await signIn(visitor.page);
    });
    afterAll(() => visitor.leave());

    const title = 'The gift wrapping is billed twice';
    const manualDeliveries = async () =>
      (await ask<{ total: number }>(world, `/deliveries?project_id=${world.projectId}&source=manual&limit=1`)).total;

    it('shows the API’s words beside the field, and puts the focus there', async () => {
      const { page } = visitor;
      await page.keyboard.press('r');
      await page.getByRole('dialog').waitFor();
      await page.getByRole('button', { name: 'Send report' }).click();

      const field = page.getByLabel('What went wrong');
      await page.getByRole('dialog').getByText('must not be blank').waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      expect(await page.locator(':focus').getAttribute('name')).toBe('title');
      await expectAccessible(page, 'report form');
      await takePicture(page, 'report-form');
    });

    it('keeps what was typed through a reload', async () => {
      const { page } = visitor;
      await page.getByLabel('What went wrong').fill(title);
      await page.getByLabel('Details').fill('Once as wrapping and once as a service.');
      await page.reload();
      await untilLive(page);
      await page.getByRole('button', { name: 'Report' }).click();

      expect(await page.getByLabel('What went wrong').inputValue()).toBe(title);
      expect(await page.getByLabel('Details').inputValue()).toBe('Once as wrapping and once as a service.');
    });

    it('is sent once, however often it is pressed, and becomes a cluster by itself', async () => {
      const { page } = visitor;
      const before = await manualDeliveries();
      await page.getByRole('button', { name: 'Send report' }).dblclick();
      await page.getByText('Kept. It joins a cluster in a moment.').waitFor();
      await page.getByRole('dialog').waitFor({ state: 'detached' });

      await page.getByRole('link', { name: title }).first().waitFor({ timeout: 30_000 });
      expect((await manualDeliveries()) - before).toBe(1);
      await page.getByRole('button', { name: 'Report' }).click();
      expect(await page.getByLabel('What went wrong').inputValue()).toBe('');
      expect(visitor.problems).toEqual([]);
    });
  });
}
