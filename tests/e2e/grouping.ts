import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ClusterBody, ClusterDetailBody, FeedbackBody, ImportAnswer, OperationBody, ProjectBody } from '#domain/api-contract';
import { expectAccessible, pressWhenBound, signIn, takePicture, untilLive, visit, type Visitor } from './browser.ts';
import { ask, type World } from './world.ts';

/** Problems whose reports are plainly alike, one that is like nothing, and three that are like the first, but not enough to join it. */
const REPORTS = [
  ['Receipts are printed twice after a refund', 'Refunding an order at the till prints the receipt twice.'],
  ['Receipt is printed twice after a refund', 'When I refund an order, the receipt comes out twice.'],
  ['Refund prints the receipt twice', 'The receipt is printed twice when an order is refunded at the till.'],
  ['The gift card balance is wrong after a partial payment', 'Paying half with a gift card leaves the old balance on the card.'],
  ['Gift card balance wrong after partial payment', 'The gift card keeps its old balance after a partial payment with the card.'],
  ['Shift planner starts its weeks on Sunday', 'The shift planner ignores the locale and starts its weeks on Sunday.'],
  ['Weeks start on Sunday in the shift planner', 'In the shift planner the weeks start on Sunday whatever the locale.'],
  ['Barcode scanner needs a restart every morning', 'The scanner at the door sleeps until somebody restarts it.'],
  ['Till drawer stays shut after a refund', 'When an order is refunded the drawer of the till does not open.'],
  ['Printing a delivery note takes a minute', 'The note of an order is printed after a minute at the till.'],
  ['Order history leaves out refunds', 'Refunds of orders are missing in the history.'],
] as const;

export function grouping(world: World): void {
  describe('the grouping', () => {
    let visitor: Visitor;
    let project: ProjectBody;
    const query = () => `project_id=${project.id}`;
    const clusters = async (more = '') => (await ask<{ items: ClusterBody[] }>(world, `/clusters?${query()}&limit=100${more}`)).items;
    const cluster = (id: string) => ask<ClusterDetailBody>(world, `/clusters/${id}?${query()}`);
    const operations = async () => (await ask<{ items: OperationBody[] }>(world, `/regroup?${query()}`)).items;
    /** Where the report with this title is. */
    const homeOf = async (title: string) => {
      const { items } = await ask<{ items: FeedbackBody[] }>(world, `/feedback?${query()}&limit=50`);
      const report = items.find((each) => each.title === title);
      if (!report?.cluster_id) throw new Error(`“${title}” is in no cluster`);
      return report.cluster_id;
    };
    const open = async (where: string) => {
      await visitor.page.goto(`/p/${project.id}/${where}`);
      await untilLive(visitor.page);
    };

    /** In the row of a report on its cluster's page. */
    const menuOf = (title: string) => visitor.page.getByRole('button', { name: `What to do with ${title}`, exact: true });
    /** On the notice that answers, once it is done. */
    const said = (words: RegExp) => visitor.page.getByRole('status').filter({ hasText: words }).waitFor();

    beforeAll(async () => {
      visitor = await visit(world.browser, world.stack.webUrl);
      await signIn(visitor.page);
      project = await ask<ProjectBody>(world, '/projects', { method: 'POST', body: { name: 'Till' } });
      const lines = REPORTS.map(([title, body], i) => ({ source: 'manual', external_id: `till-${i}`, title, body }));
      const { stored } = await ask<ImportAnswer>(world, `/import?${query()}`, { method: 'POST', lines });
      expect(stored).toBe(REPORTS.length);
      await vi.waitFor(
        async () => {
          const grouped = (await clusters()).reduce((sum, { count }) => sum + count, 0);
          expect(grouped).toBe(REPORTS.length);
        },
        { timeout: 30_000, interval: 200 },
      );
    }, 60_000);
    afterAll(async () => {
      await ask(world, `/projects/${project.id}`, { method: 'DELETE' });
      await visitor.leave();
    });

    it('joins what a person merges, after saying what it comes to, and takes it back', async () => {
      const { page } = visitor;
      const [planner, scanner] = [await homeOf(REPORTS[5][0]), await homeOf(REPORTS[7][0])];
      const before = await clusters();
      const of = (id: string) => before.find((each) => each.id === id)!;
      const titles = { planner: of(planner).title, scanner: of(scanner).title };
      expect([of(planner).count, of(scanner).count]).toEqual([2, 1]);
      await open('clusters');
      await page.getByLabel(`Select ${titles.planner}`).check();
      await page.getByLabel(`Select ${titles.scanner}`).check();
      await page.getByRole('toolbar', { name: 'Chosen clusters' }).getByRole('button', { name: 'Merge' }).click();

      const dialog = page.getByRole('dialog', { name: 'Merge 2 clusters' });
      await dialog.getByText('1 report would move, 2 clusters would change.').waitFor();
      await expectAccessible(page, 'merge');
      await takePicture(page, 'merge');
      await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
      await said(/^Merged 1 cluster into/);
      await page.getByRole('link', { name: titles.scanner }).waitFor({ state: 'detached' });
      expect((await cluster(planner)).count).toBe(3);
      expect(await homeOf(REPORTS[7][0])).toBe(planner);
      expect((await operations())[0]).toMatchObject({ state: 'applied', undoable: true });

      await open(`clusters/${scanner}`);
      expect(new URL(page.url()).pathname).toBe(`/p/${project.id}/clusters/${planner}`);

      await open('clusters');
      await pressWhenBound(page, 'z', 'undo');
      await said(/^Undone: Merged 1 cluster into/);
      await page.getByRole('link', { name: titles.scanner }).waitFor();
      expect((await clusters()).map(({ id, count }) => [id, count]).toSorted()).toEqual(
        before.map(({ id, count }) => [id, count]).toSorted(),
      );
      expect((await operations())[0]).toMatchObject({ state: 'undone', undoable: false });
    });

    it('acts on the row that was chosen one key before, however fast they come, and leads back to it', async () => {
      const { page } = visitor;
      await open('inbox?tab=all');
      await pressWhenBound(page, 'j', 'move');
      for (const key of ['k', 'j', 'h']) await page.keyboard.press(key);
      const dialog = page.getByRole('dialog', { name: /^Snooze “/ });
      const asked = await dialog.getByRole('heading').innerText();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      const title = await page.locator('a[id^=row-][aria-current]').innerText();
      expect(asked).toBe(`Snooze “${title}”`);

      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: title, level: 1 }).waitFor();
      await pressWhenBound(page, 'Escape', 'back to the list');
      await page.waitForURL(/\/inbox\?tab=all/);
      await page.locator('a[id^=row-]:focus', { hasText: title }).waitFor();
    });

    it('says what taking several reports out comes to, and leaves at least one', async () => {
      const { page } = visitor;
      const receipts = await homeOf(REPORTS[0][0]);
      expect((await cluster(receipts)).count).toBe(3);
      await open(`clusters/${receipts}`);
      for (const [title] of REPORTS.slice(0, 2)) await page.getByLabel(`Select ${title}`, { exact: true }).check();
      const remove = page.getByRole('toolbar', { name: 'Chosen reports' }).getByRole('button', { name: 'Remove' });
      await remove.click();
      const dialog = page.getByRole('dialog', { name: 'Remove 2 reports' });
      await dialog.getByText('2 reports would move, 1 cluster would change.').waitFor();
      await page.locator('[role=dialog] button:focus', { hasText: 'Remove' }).waitFor();
      await expectAccessible(page, 'remove-several');
      await page.keyboard.press('Escape');

      await page.getByLabel(`Select ${REPORTS[2][0]}`, { exact: true }).check();
      await page.locator('[role=toolbar] button:disabled', { hasText: 'Remove' }).waitFor();
      expect((await cluster(receipts)).count).toBe(3);
    });

    it('splits off what is chosen, and moves one report where a person says', async () => {
      const { page } = visitor;
      const [planner, receipts] = [await homeOf(REPORTS[5][0]), await homeOf(REPORTS[0][0])];
      await open(`clusters/${planner}`);
      await page.getByLabel(`Select ${REPORTS[6][0]}`).check();
      await pressWhenBound(page, 's', 'split');
      const split = page.getByRole('dialog', { name: 'Split 1 report off' });
      await split.getByText('1 report would move, 2 clusters would change.').waitFor();
      await takePicture(page, 'split');
      await split.getByRole('button', { name: 'Split', exact: true }).click();
      await said(/^Split “Weeks start on Sunday in the shift planner” off/);
      await menuOf(REPORTS[6][0]).waitFor({ state: 'detached' });
      const opened = await homeOf(REPORTS[6][0]);
      expect(opened).not.toBe(planner);
      expect([(await cluster(planner)).count, (await cluster(opened)).count]).toEqual([1, 1]);

      await open(`clusters/${receipts}`);
      const { count } = await cluster(receipts);
      await menuOf(REPORTS[2][0]).click();
      await page.getByRole('button', { name: 'Move to another cluster' }).click();
      const move = page.getByRole('dialog', { name: 'Move 1 report' });
      await move.getByPlaceholder('Words of it, or paste its link').fill(`${world.stack.webUrl}/p/${project.id}/clusters/${opened}`);
      await move.getByText('The cluster of that link').waitFor();
      await move.getByRole('option').click();
      await move.getByText('1 report would move, 2 clusters would change.').waitFor();
      await move.getByRole('button', { name: 'Move', exact: true }).click();
      await said(/^Moved “Refund prints the receipt twice” to/);
      await menuOf(REPORTS[2][0]).waitFor({ state: 'detached' });
      expect(await homeOf(REPORTS[2][0])).toBe(opened);
      expect((await cluster(receipts)).count).toBe(count - 1);
    });

    it('takes the answer to what may belong there with one key, and keeps to it', async () => {
      const { page } = visitor;
      const receipts = await homeOf(REPORTS[0][0]);
      const [first, second, ...others] = (await cluster(receipts)).suggestions;
      if (!first || !second) throw new Error('nothing is suggested');
      const left = (count: number) => page.getByText(`${count} may belong here`);
      await open('inbox?has_suggestion=true');
      await page
        .getByRole('listitem')
        .filter({ has: page.locator(`#row-${receipts}`) })
        .getByText(`${others.length + 2} may belong`)
        .waitFor();
      expect((await clusters('&has_suggestion=true')).map(({ id, suggested }) => [id, suggested])).toContainEqual([
        receipts,
        others.length + 2,
      ]);
      await takePicture(page, 'inbox-has-suggestion');

      await open(`clusters/${receipts}`);
      await left(others.length + 2).waitFor();
      await takePicture(page, 'suggestions');
      await pressWhenBound(page, 'y', 'join');
      await said(/^Joined “.+” to “/);
      await menuOf(first.title).waitFor();
      expect(await homeOf(first.title)).toBe(receipts);

      await left(others.length + 1).waitFor();
      await pressWhenBound(page, 'n', 'keep apart');
      await said(/^Kept “.+” out of “/);
      await left(others.length + 1).waitFor({ state: 'detached' });
      expect(await homeOf(second.title)).not.toBe(receipts);
      expect((await cluster(receipts)).suggestions.map(({ report_id }) => report_id)).toEqual(others.map(({ report_id }) => report_id));
      expect((await operations()).slice(0, 2).map(({ command }) => command.kind)).toEqual(['decline', 'accept']);
    });

    it('leaves a cluster asleep until its time, and locked against the machine', async () => {
      const { page } = visitor;
      const receipts = await homeOf(REPORTS[0][0]);
      await open(`clusters/${receipts}`);
      await pressWhenBound(page, 'h', 'snooze');
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Until tomorrow/ })
        .click();
      await said(/^Snoozed .* until/);
      await page
        .locator('header')
        .getByText(/^Snoozed/)
        .waitFor();
      const asleep = await cluster(receipts);
      expect(asleep.status).toBe('snoozed');
      expect(Date.parse(asleep.snoozed_until ?? '')).toBeGreaterThan(Date.now());

      await page.getByRole('button', { name: 'More to do with this cluster' }).click();
      await page.getByRole('button', { name: 'Lock against the machine' }).click();
      await said(/^Locked /);
      await page.getByTitle('The machine neither adds to it nor takes from it').waitFor();
      expect((await cluster(receipts)).locked).toBe(true);
      await takePicture(page, 'snoozed-and-locked');

      await open('inbox?tab=snoozed');
      await page.locator(`#row-${receipts}`).waitFor();
      expect((await clusters('&tab=snoozed')).map(({ id }) => id)).toEqual([receipts]);
      expect(visitor.problems).toEqual([]);
    });
  });
}
