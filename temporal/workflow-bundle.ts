import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@temporalio/common';
import { bundleWorkflowCode, type WorkflowBundleOption } from '@temporalio/worker';
import { failureConverterPath } from './data-converter.ts';

const extension = extname(fileURLToPath(import.meta.url));
const fromSources = extension === '.ts';

/** Where `node dist/temporal/bundle.js` leaves the bundle; meaningful beside built code only. */
export const bundlePath = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));

/** Bundles every workflow, from the sources when this runs from them. About 3 s. */
export async function bundleWorkflows(logger?: Logger): Promise<{ code: string }> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL(`../workflows/index${extension}`, import.meta.url)),
    failureConverterPath,
    ...(logger && { logger }),
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, conditionNames: [...(fromSources ? ['soulcaster-source'] : []), '...'] },
    }),
  });
  return { code };
}

/** The bundle made at build time where there is one, else a new one. */
export async function workflowBundle(logger?: Logger): Promise<WorkflowBundleOption> {
  return !fromSources && existsSync(bundlePath) ? { codePath: bundlePath } : bundleWorkflows(logger);
}
