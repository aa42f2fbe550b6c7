import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, signIn, takePicture, untilLive, visit, type Visitor } from './browser.ts';
import type { World } from './world.ts';

export function projects(world: World): void {
  describe('a project of one’s own', () => {
    let visitor: Visitor;
    beforeAll(async () => {
      visitor = await visit(world.browser, world.stack.webUrl);
      await signIn(visitor.page);
    });
    afterAll(() => visitor.leave());

    it('is made from the switcher; what is wrong is said beside its field', async () => {
      const { page } = visitor;
      await page.getByRole('button', { name: /^Project / }).click();
      await page.getByRole('button', { name: 'New project' }).last().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill('Night shop');
      await dialog.getByLabel('Repository').fill('not a repository');
      await page.keyboard.press('Enter');
      await dialog.getByText('expected owner/name').waitFor();
      await dialog.getByLabel('Repository').fill('night/shop');
      await page.keyboard.press('Enter');

      await page.waitForURL('**/sources');
      await page.getByText('Not connected').first().waitFor();
      expect(await page.getByText('Until there is one, nothing is taken.').count()).toBe(6);
    });

    it('gets a signing secret that is shown once', async () => {
      const { page } = visitor;
      await page.getByRole('link', { name: 'Connect GitHub' }).click();
      await page.getByRole('button', { name: 'Make a secret' }).click();
      await page.getByText('It is shown this once', { exact: false }).waitFor();
      const secret = await page.getByRole('status').filter({ hasText: 'shown this once' }).locator('code').innerText();
      await takePicture(page, 'secret');
      await page.reload();
      await untilLive(page);

      expect(secret.length).toBeGreaterThanOrEqual(32);
      expect(await page.content()).not.toContain(secret);
      expect(await page.getByText('Waiting for the first event').isVisible()).toBe(true);
    });

    it('keeps changed settings until they are saved, through a reload', async () => {
      const { page } = visitor;
      await page.getByRole('link', { name: 'Settings' }).click();
      const name = page.getByRole('region', { name: 'Project' }).getByLabel('Name');
      await name.fill('Day shop');
      await page.reload();
      await untilLive(page);
      expect(await name.inputValue()).toBe('Day shop');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved').waitFor();

      await page.getByRole('button', { name: 'Project Day shop' }).waitFor();
      expect(await page.evaluate<number>('sessionStorage.length')).toBe(0);
    });

    it('has tokens that are shown once, work, and end', async () => {
      const { page } = visitor;
      const tokens = page.getByRole('region', { name: 'API tokens' });
      await tokens.getByLabel('Name of a new token').fill('night script');
      await tokens.getByRole('button', { name: 'Make token' }).click();
      const token = await tokens.getByRole('status').locator('code').innerText();
      const asked = async () => (await fetch(`${world.stack.apiUrl}/stats`, { headers: { authorization: `Bearer ${token}` } })).status;

      expect(await asked()).toBe(200);
      await tokens.getByRole('button', { name: 'End the token night script' }).click();
      await tokens.getByRole('button', { name: 'End the token night script' }).waitFor({ state: 'detached' });
      expect(await asked()).toBe(401);
    });

    it('says what goes with it before it is deleted', async () => {
      const { page } = visitor;
      await page.getByRole('button', { name: 'Delete Day shop' }).click();
      const dialog = page.getByRole('dialog', { name: 'Delete Day shop' });
      await dialog.getByText('0 reports').waitFor();
      await expectAccessible(page, 'delete project');
      await takePicture(page, 'delete-project');
      await dialog.getByRole('button', { name: 'Delete Day shop' }).click();

      await page.waitForURL(`**/p/${world.projectId}/inbox`);
      await expect.poll(() => page.getByText('Day shop').count()).toBe(0);
      expect(visitor.problems).toEqual([]);
    });
  });
}
