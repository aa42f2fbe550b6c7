import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProjectBody } from '#domain/api-contract';
import { expectAccessible, signIn, takePicture, untilLive, visit, type Visitor } from './browser.ts';
import { sendGitHub } from './senders.ts';
import { ask, type World } from './world.ts';

export function sources(world: World): void {
  describe('the sources of a project', () => {
    let visitor: Visitor;
    let project: ProjectBody;
    let secret = '';
    beforeAll(async () => {
      visitor = await visit(world.browser, world.stack.webUrl);
      await signIn(visitor.page);
      project = await ask<ProjectBody>(world, '/projects', { method: 'POST', body: { name: 'Ink shop' } });
    });
    afterAll(async () => {
      await ask(world, `/projects/${project.id}`, { method: 'DELETE' });
      await visitor.leave();
    });
    const open = async (where: string) => {
      await visitor.page.goto(`/p/${project.id}/${where}`);
      await untilLive(visitor.page);
    };

    it('are connected by their steps; a test event goes the whole way and is in the log', async () => {
      const { page } = visitor;
      await open('sources');
      await page.getByRole('link', { name: 'Connect GitHub' }).click();
      await page.getByRole('button', { name: 'Make a secret' }).click();
      secret = await page.getByRole('status').filter({ hasText: 'shown this once' }).locator('code').innerText();
      await page.getByRole('button', { name: 'Send test event to GitHub' }).click();
      await page.getByText('It came in and was understood').waitFor();
      await takePicture(page, 'source-test-event');
      await page.getByRole('link', { name: 'Show it' }).click();

      const panel = page.getByRole('dialog', { name: 'Delivery of GitHub' });
      await panel.getByText('a test event: it was understood').waitFor();
      expect(await panel.getByRole('group', { name: 'the body' }).innerText()).toContain('"action": "opened"');
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'detached' });
      expect(await page.getByRole('list', { name: 'Deliveries, newest first' }).getByRole('listitem').count()).toBe(1);
    });

    it('say what fails and why, in the rail too, and let it be replayed', async () => {
      const { page } = visitor;
      expect(await sendGitHub(world, project.id, secret, { id: 'dead-1', event: 'issues', body: '{"action":"opened","issue":42}' })).toBe(
        202,
      );
      const card = page.getByRole('region', { name: 'GitHub' });
      await card.getByText('A delivery was not understood').waitFor();
      await page.getByRole('link', { name: /Sources.*GitHub failing/ }).waitFor();
      await expectAccessible(page, 'failing source');
      await takePicture(page, 'sources-failing');

      await card.getByRole('link', { name: 'Show what failed at GitHub' }).click();
      await page.getByRole('link', { name: /Dead letter/ }).click();
      const panel = page.getByRole('dialog', { name: 'Delivery of GitHub' });
      await takePicture(page, 'delivery-dead-letter');
      await panel.getByRole('button', { name: 'Replay' }).click();
      await panel.getByText('It was tried again; above is what became of it.').waitFor();
      expect(await panel.innerText()).toContain('An issues event without');
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'detached' });

      await page.getByRole('button', { name: 'Replay' }).click();
      const all = page.getByRole('dialog', { name: 'Replay' });
      await all.getByText('1 delivery.').waitFor();
      await expectAccessible(page, 'replay');
      await all.getByRole('button', { name: 'Replay 1' }).click();
      await page.getByText('1 delivery is tried again.').waitFor();
      expect(visitor.problems).toEqual([]);
    });

    it('list what was refused, in words, while the old secret of a rotation is still taken', async () => {
      const { page } = visitor;
      await open('sources/github');
      await page.getByRole('button', { name: 'Make a new one' }).click();
      await page.getByLabel('The one before it is taken too for').selectOption('1');
      await page.getByRole('button', { name: 'Make the new secret' }).click();
      await page.getByText('The one before it is taken too until').waitFor();
      expect(await sendGitHub(world, project.id, secret, { id: 'ping-1', event: 'ping', body: '{"zen":"Keep it simple."}' })).toBe(202);
      expect(await sendGitHub(world, project.id, 'no secret of ours at all', { id: 'bad-1', event: 'ping', body: '{}' })).toBe(401);

      await open('sources?log=refused');
      await page.getByRole('list', { name: 'Refused requests, newest first' }).getByText('Its signature or token is not ours.').waitFor();
      await takePicture(page, 'sources-refused');
      await open('sources/github');
      await page.getByRole('button', { name: 'Remove', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove the secret' }).click();
      await page.getByText('None yet. Until there is one').waitFor();
      expect(await sendGitHub(world, project.id, secret, { id: 'ping-2', event: 'ping', body: '{}' })).toBe(401);
    });

    it('keep what is chosen to be taken, and say which field is wrong', async () => {
      const { page } = visitor;
      await open('sources/sentry');
      await page.getByLabel('Environments').fill('production\nstaging');
      await page.getByLabel('fatal').check();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Saved').waitFor();
      await page.getByRole('button', { name: 'Save and read from now on' }).click();
      await page.getByText('is missing').first().waitFor();
      await takePicture(page, 'source-credential');
      await page.reload();

      expect(await page.getByLabel('Environments').inputValue()).toBe('production\nstaging');
      expect(await page.getByLabel('fatal').isChecked()).toBe(true);
    });

    it('give a report that can be edited, and erased for good', async () => {
      const { page } = visitor;
      const query = `?project_id=${project.id}`;
      await ask(world, `/ingest/manual${query}`, {
        method: 'POST',
        body: { title: 'The printer prints pangolins', body: 'Since Monday.' },
      });
      await open('clusters');
      await page
        .getByRole('link', { name: /pangolins/ })
        .first()
        .click();
      await page.getByRole('button', { name: /^What to do with/ }).click();
      await takePicture(page, 'report-menu');
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      await page.getByRole('dialog').getByLabel('Title').fill('The plotter prints pangolins');
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await page.waitForURL('**/reports/*');
      await page.getByRole('heading', { name: 'The plotter prints pangolins' }).waitFor();

      await page.getByRole('button', { name: /^What to do with/ }).click();
      await page.getByRole('button', { name: 'Earlier wordings' }).click();
      await page.getByRole('dialog').getByText('The printer prints pangolins').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await page.locator(':focus').getAttribute('aria-label')).toContain('What to do with');

      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Erase for good' }).click();
      const dialog = page.getByRole('dialog', { name: 'Erase this report for good' });
      await dialog.getByLabel('Type erase to go on').fill('erase');
      await expectAccessible(page, 'erase');
      await takePicture(page, 'report-erase');
      await page.keyboard.press('Enter');
      await page.getByText('The report is erased for good.').waitFor();
      const { items } = await ask<{ items: unknown[] }>(world, `/feedback${query}`);
      expect(items).toEqual([]);
      expect(visitor.problems).toEqual([]);
    });

    it('are left behind and taken along as JSON Lines', async () => {
      const { page } = visitor;
      await open('settings');
      const lines = [
        '{"source":"manual","external_id":"t-1","title":"Ink runs dry","body":"Every noon."}',
        '{"source":"fax","title":"","body":""}',
      ];
      await page.getByLabel('File of JSON Lines').setInputFiles({
        name: 'reports.jsonl',
        mimeType: 'application/x-ndjson',
        buffer: Buffer.from(lines.join('\n')),
      });
      await page.getByText('2 lines, 1 stored, 1 refused.').waitFor();
      expect(await page.getByRole('group', { name: 'Lines that were refused' }).innerText()).toContain('Line 2');
      await page.getByRole('region', { name: 'Import and export' }).scrollIntoViewIfNeeded();
      await takePicture(page, 'import');

      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download the export' }).click();
      const exported = await readFile(await (await download).path(), 'utf8');
      expect(
        exported
          .trim()
          .split('\n')
          .map((line) => (JSON.parse(line) as { title: string }).title),
      ).toEqual(['Ink runs dry']);
      expect(visitor.problems).toEqual([]);
    });
  });
}
