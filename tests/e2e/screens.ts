import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JobBody, ProjectBody } from '#domain/api-contract';
import { expectAccessible, expectToFit, type Scheme, signIn, takePicture, untilLive, visit, type Visitor, type Width } from './browser.ts';
import { sendGitHub } from './senders.ts';
import { ask, clusterWith, fixUntil, type World } from './world.ts';

const LOOKS: ReadonlyArray<{ scheme: Scheme; width: Width }> = [
  { scheme: 'light', width: 'wide' },
  { scheme: 'dark', width: 'wide' },
  { scheme: 'light', width: 'narrow' },
  { scheme: 'dark', width: 'narrow' },
];
const MOST_SCRIPT_BYTES = 120 * 1024;

export function screens(world: World): void {
  describe('every screen', () => {
    let addresses: Record<string, string>;
    beforeAll(async () => {
      addresses = await placesToLook(world);
    }, 240_000);

    describe.each(LOOKS)('$scheme, $width', ({ scheme, width }) => {
      let visitor: Visitor;
      beforeAll(async () => {
        visitor = await visit(world.browser, world.stack.webUrl, { scheme, width });
        await visitor.page.goto('/sign-in');
        await expectAccessible(visitor.page, 'sign-in');
        await takePicture(visitor.page, `sign-in-${width}-${scheme}`);
        await signIn(visitor.page);
      });
      afterAll(() => visitor.leave());

      it('fits, is accessible, and has no trouble of its own', { timeout: 240_000 }, async () => {
        for (const [name, address] of Object.entries(addresses)) {
          await visitor.page.goto(address);
          if (!name.startsWith('missing-project')) await untilLive(visitor.page);
          await expectToFit(visitor.page, name);
          await expectAccessible(visitor.page, name);
          await takePicture(visitor.page, `${name}-${width}-${scheme}`);
        }
        expect(visitor.problems).toEqual([]);
      });
    });

    it('is usable 360 px wide', async () => {
      const visitor = await visit(world.browser, world.stack.webUrl, { width: 'narrow' });
      await visitor.page.setViewportSize({ width: 360, height: 740 });
      await signIn(visitor.page);
      for (const [name, address] of Object.entries(addresses)) {
        await visitor.page.goto(address);
        await expectToFit(visitor.page, `${name} at 360 px`);
      }
      await visitor.leave();
    });

    it('sends at most 120 KB of script', async () => {
      const visitor = await visit(world.browser, world.stack.webUrl);
      await signIn(visitor.page);
      for (const name of ['inbox', 'cluster', 'fix-waiting', 'sources', 'source-datadog', 'settings']) {
        await expect
          .poll(() => scriptBytes(world, visitor.page, addresses[name] ?? ''), { timeout: 20_000, interval: 500, message: name })
          .toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
      }
      await visitor.leave();
    });
  });
}

/** What a first visit of the address brings over the wire; compressed as well as it will be once the server has had time for it. */
async function scriptBytes(world: World, signedIn: Page, address: string): Promise<number> {
  const context = await world.browser.newContext({
    baseURL: world.stack.webUrl,
    storageState: await signedIn.context().storageState(),
  });
  const page = await context.newPage();
  await page.goto(address, { waitUntil: 'load' });
  await untilLive(page);
  const sizes = await page.evaluate<number[]>(
    `performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith('.js')).map((entry) => entry.encodedBodySize)`,
  );
  await context.close();
  expect(sizes.length).toBeGreaterThan(3);
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Brings fixes and projects into each state there is something to see of. */
async function placesToLook(world: World): Promise<Record<string, string>> {
  const here = `/p/${world.projectId}`;
  const fix = (job: JobBody) => `${here}/fixes/${job.id}`;
  const [waiting, open, unchanged] = await Promise.all([
    fixUntil(world, 'Voucher', 'awaiting_approval'),
    fixUntil(world, 'invoice', 'watching', 'approve'),
    fixUntil(world, 'Oversold', 'no_change', 'approve'),
  ]);
  const cancelled = await fixUntil(world, 'Product search', 'awaiting_approval');
  await ask(world, `/jobs/${cancelled.id}/cancel?project_id=${world.projectId}`, { method: 'POST', body: {} });
  const make = (name: string) => ask<ProjectBody>(world, '/projects', { method: 'POST', body: { name } });
  const [empty, connected] = await Promise.all([make('Nothing yet'), make('Connected')]);
  await ask(world, `/config/sentry/secret?project_id=${connected.id}`, { method: 'POST', body: {} });
  const busy = await make('Busy');
  const dead = await busySources(world, busy.id);
  const cluster = await clusterWith(world, 'CSV export');
  const [report] = (
    await ask<{ items: { id: string }[] }>(world, `/feedback?project_id=${world.projectId}&cluster_id=${cluster.id}&source=sentry&limit=1`)
  ).items;
  return {
    inbox: `${here}/inbox`,
    'inbox-all': `${here}/inbox?tab=all&sort=reports`,
    'inbox-no-match': `${here}/inbox?tab=all&q=xylophone`,
    clusters: `${here}/clusters`,
    cluster: `${here}/clusters/${cluster.id}`,
    'cluster-report': `${here}/clusters/${cluster.id}#report-${report?.id}`,
    fixes: `${here}/fixes`,
    'fix-waiting': fix(waiting),
    'fix-pull-request': fix(open),
    'fix-no-change': fix(unchanged),
    'fix-cancelled': fix(cancelled),
    sources: `${here}/sources`,
    settings: `${here}/settings`,
    report: `${here}/reports/${report?.id}`,
    'sources-busy': `/p/${busy.id}/sources`,
    'sources-refusals': `/p/${busy.id}/sources?log=refused`,
    delivery: `/p/${busy.id}/sources?state=dead_letter&d=${dead}`,
    'source-datadog': `/p/${busy.id}/sources/datadog`,
    'empty-inbox': `/p/${empty.id}/inbox`,
    'empty-fixes': `/p/${empty.id}/fixes`,
    'empty-sources': `/p/${empty.id}/sources`,
    'connected-inbox': `/p/${connected.id}/inbox`,
    'missing-cluster': `${here}/clusters/nope`,
    'missing-project': '/p/nope/inbox',
  };
}

/** Sources in each state: failing, healthy, off, not connected; one with two secrets, one that is read. @returns the dead letter */
async function busySources(world: World, projectId: string): Promise<string> {
  const query = `?project_id=${projectId}`;
  const post = <T>(path: string, body: unknown = {}) => ask<T>(world, `${path}${query}`, { method: 'POST', body });
  await post('/config/sentry/enabled', { enabled: false });
  await post('/config/datadog/secret');
  await post('/config/datadog/secret', { overlap_hours: 24 });
  await post('/config/datadog/test');
  await post('/config/reddit/subreddits', { subreddits: ['typescript'] });
  const { secret } = await post<{ secret: string }>('/config/github/secret');
  await sendGitHub(world, projectId, 'not the secret', { id: 'refused', event: 'issues', body: '{}' });
  await sendGitHub(world, projectId, secret, { id: 'dead', event: 'issues', body: '{"action":"opened","issue":42}' });
  return vi.waitFor(
    async () => {
      const { items } = await ask<{ items: { id: string }[] }>(world, `/deliveries${query}&state=dead_letter`);
      if (!items[0]) throw new Error('no dead letter yet');
      return items[0].id;
    },
    { timeout: 30_000, interval: 100 },
  );
}
