import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, signIn, takePicture, untilLive, visit, type Visitor } from './browser.ts';
import type { World } from './world.ts';

export function outage(world: World): void {
  describe('while the API is down', () => {
    let visitor: Visitor;
    beforeAll(async () => {
      visitor = await visit(world.browser, world.stack.webUrl);
      await signIn(visitor.page);
    });
    afterAll(() => visitor.leave());

    it('the page keeps what it knew, says since when, and comes back by itself', async () => {
      const { page } = visitor;
      const rows = page.getByRole('listitem').filter({ has: page.locator('a[id^="row-"]') });
      const before = await rows.count();
      process.kill(await world.stack.pidOf('api'), 'SIGKILL');

      await page.getByText(/The API does not answer since/).waitFor();
      await page.getByText(/stale since/).waitFor();
      expect(await rows.count()).toBe(before);
      expect(before).toBeGreaterThan(0);
      await takePicture(page, 'api-down');

      await page.getByText(/The API does not answer since/).waitFor({ state: 'detached', timeout: 60_000 });
      await untilLive(page);
      await expectAccessible(page, 'after an outage');
      expect(visitor.problems).toEqual([]);
    });
  });
}
