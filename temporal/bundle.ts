// Part of the build: bundles the workflows once, so that a worker starts at once.
import { renameSync, writeFileSync } from 'node:fs';
import { bundlePath, bundleWorkflows } from './workflow-bundle.ts';

const silent = () => {};
const { code } = await bundleWorkflows({
  log: silent,
  trace: silent,
  debug: silent,
  info: silent,
  warn: console.warn,
  error: console.error,
});
const beside = `${bundlePath}.${process.pid}`;
writeFileSync(beside, code);
renameSync(beside, bundlePath);
