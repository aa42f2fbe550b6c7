import { afterAll, beforeAll, describe } from 'vitest';
import type { ProjectBody } from '#domain/api-contract';
import { startStack } from '../stack.ts';
import { openBrowser } from './browser.ts';
import { grouping } from './grouping.ts';
import { mainJob } from './main-job.ts';
import { outage } from './outage.ts';
import { projects } from './projects.ts';
import { reportForm } from './report-form.ts';
import { sampleProject } from './sample-project.ts';
import { screens } from './screens.ts';
import { sources } from './sources.ts';
import { ask, type World } from './world.ts';

/** The whole product with its Sample, started once; the scenarios follow each other as a newcomer's first hour would. */
describe('the dashboard', { timeout: 120_000 }, () => {
  const world = {} as World;
  beforeAll(async () => {
    world.stack = await startStack({ env: { CLUSTER_QUIET_MS: '200' } });
    world.browser = await openBrowser();
    const { items } = await ask<{ items: ProjectBody[] }>(world, '/projects');
    world.projectId = items.find((project) => project.is_sample)?.id ?? '';
  }, 180_000);
  afterAll(async () => {
    await world.browser?.close();
    await world.stack?.stop();
    await world.stack?.remove();
  }, 30_000);

  mainJob(world);
  reportForm(world);
  projects(world);
  sources(world);
  grouping(world);
  screens(world);
  outage(world);
  sampleProject(world);
});
