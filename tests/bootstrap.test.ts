import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

/* A checkout whose packages are a link to those of another one. */

const LOCK = '{ "lockfileVersion": 3 }';
let folder: string;
let checkout: string;
let elsewhere: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'soulcaster-bootstrap-'));
  [checkout, elsewhere] = [join(folder, 'checkout'), join(folder, 'elsewhere')];
  for (const made of [checkout, elsewhere]) mkdirSync(made);
  cpSync(fileURLToPath(new URL('../scripts', import.meta.url)), join(checkout, 'scripts'), { recursive: true });
  for (const name of ['package.json', 'tsconfig.json', 'tsconfig.build.json']) writeFileSync(join(checkout, name), '{}');
  writeFileSync(join(checkout, 'package-lock.json'), LOCK);
  writeFileSync(join(elsewhere, 'kept'), '');
  symlinkSync(elsewhere, join(checkout, 'node_modules'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function start() {
  const env = { PATH: process.env['PATH'], TEMPORAL_ADDRESS: '127.0.0.1:1', UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:1' };
  return spawnSync(process.execPath, [join(checkout, 'scripts', 'bootstrap.mjs')], { env, encoding: 'utf8' });
}
const installedFor = (lock: string) => {
  const stamp = createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex');
  writeFileSync(join(elsewhere, '.soulcaster-install'), stamp);
};

it.each([
  ['of which nothing is known', () => undefined],
  ['installed for another lock file', () => installedFor('{}')],
])('is told what to do where these are packages %s, and they stay', (_, install) => {
  install();

  const { status, stdout, stderr } = start();

  expect(status).toBe(1);
  expect(stderr).toContain(`node_modules is a link to ${elsewhere}`);
  expect(stderr).toContain(`rm ${join(checkout, 'node_modules')}`);
  expect(stdout).toBe('');
  expect(existsSync(join(elsewhere, 'kept'))).toBe(true);
});

it('goes on with them where they are those of the same lock file', () => {
  installedFor(LOCK);

  const { stdout, stderr } = start();

  expect(stderr).not.toContain('is a link');
  expect(stdout).not.toContain('packages');
  // It came as far as the compiler, which is not among these packages.
  expect(stderr).toContain('The server could not be built.');
  expect(existsSync(join(elsewhere, 'kept'))).toBe(true);
});
