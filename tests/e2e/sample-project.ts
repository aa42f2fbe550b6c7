import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn, takePicture, visit, type Visitor } from './browser.ts';
import { ask, type World } from './world.ts';

export function sampleProject(world: World): void {
  describe('the Sample', () => {
    let visitor: Visitor;
    beforeAll(async () => {
      visitor = await visit(world.browser, world.stack.webUrl);
      await signIn(visitor.page);
    });
    afterAll(() => visitor.leave());

    it('says what it is, and goes in one click after naming what goes', async () => {
      const { page } = visitor;
      await page.goto(`/p/${world.projectId}/inbox`);
      await page.getByText('This is the Sample:').waitFor();
      await page.getByRole('button', { name: 'Delete sample' }).click();
      const dialog = page.getByRole('dialog', { name: 'Delete Sample' });
      await dialog.getByText(/\d+ clusters/).waitFor();
      await takePicture(page, 'delete-sample');
      await dialog.getByRole('button', { name: 'Delete Sample' }).click();

      await page.getByText('This is the Sample:').waitFor({ state: 'detached' });
      const { items } = await ask<{ items: { id: string }[] }>(world, '/projects');
      expect(items.map((project) => project.id)).not.toContain(world.projectId);
      expect(visitor.problems).toEqual([]);
    });

    it('lets one sign out', async () => {
      const { page } = visitor;
      await page.getByRole('button', { name: /Account of/ }).click();
      await page.getByRole('button', { name: 'Sign out' }).last().click();
      await page.getByText('You are signed out.').waitFor();

      expect((await page.goto(`/p/${world.projectId}/inbox`))?.url()).toContain('/sign-in');
    });
  });
}
