import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { agentPackages } from '../agents/agent-packages.ts';

export const INSIDE = {
  workspace: '/workspace',
  home: '/home/agent',
  bin: '/opt/soulcaster/bin',
  socket: '/run/soulcaster/model.sock',
  modelPort: 8899,
} as const;

/** Programs and their libraries. Not /usr/local, /usr/src or all of /etc: those may hold what is the machine's owner's. */
const SYSTEM = ['/usr/bin', '/usr/sbin', '/usr/lib', '/usr/lib32', '/usr/lib64', '/usr/libx32', '/usr/libexec', '/usr/share'];
const MERGED = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];
const ETC = ['/etc/ld.so.cache', '/etc/ld.so.conf', '/etc/ld.so.conf.d', '/etc/alternatives', '/etc/localtime'];
const TMP_BYTES = 1_073_741_824;
const HOME_BYTES = 268_435_456;
const relayExtension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const relayHost = fileURLToPath(new URL(`./relay.${relayExtension}`, import.meta.url));
/** Ends in .mts or .mjs, so that Node takes it for a module without a package.json beside it. */
export const RELAY_INSIDE = `/opt/soulcaster/relay.m${relayExtension}`;

/**
 * Everything a sandboxed process sees, as arguments of bwrap: system programs, this Node, npm and the agents read-only; a private /tmp, home,
 * /proc and /dev; and nothing of the host's homes, data or environment.
 * @param hidden folders that must not be seen even where a system folder holds them
 */
export function readOnlyMounts(passwdFile: string, groupFile: string, hidden: string[]): string[] {
  const args: string[] = [];
  for (const path of SYSTEM) if (existsSync(path)) args.push('--ro-bind', path, path);
  for (const path of MERGED) {
    if (!existsSync(path)) continue;
    if (lstatSync(path).isSymbolicLink()) args.push('--symlink', readlinkSync(path), path);
    else args.push('--ro-bind', path, path);
  }
  for (const path of ETC) args.push('--ro-bind-try', path, path);
  args.push('--ro-bind', passwdFile, '/etc/passwd', '--ro-bind', groupFile, '/etc/group');
  args.push('--proc', '/proc', '--dev', '/dev');
  args.push('--size', String(TMP_BYTES), '--tmpfs', '/tmp', '--size', String(HOME_BYTES), '--tmpfs', INSIDE.home);
  args.push('--ro-bind', realpathSync(process.execPath), `${INSIDE.bin}/node`);
  args.push(...npmMounts());
  args.push('--ro-bind', relayHost, RELAY_INSIDE);
  for (const agent of agentPackages()) args.push('--ro-bind', agent.hostPath, agent.insidePath);
  for (const path of hidden) if (SYSTEM.some((system) => path === system || path.startsWith(`${system}/`))) args.push('--tmpfs', path);
  return args;
}

/** npm of the machine: seen already where the system packages it, else its own folder alone. */
function npmMounts(): string[] {
  const found = spawnSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).stdout.trim();
  if (found === '' || !existsSync(found)) return [];
  const cli = realpathSync(found);
  if (SYSTEM.some((path) => cli.startsWith(`${path}/`))) return [];
  const folder = dirname(dirname(cli));
  return [
    ...['--ro-bind', folder, '/opt/soulcaster/npm'],
    ...['--symlink', '../npm/bin/npm-cli.js', `${INSIDE.bin}/npm`],
    ...['--symlink', '../npm/bin/npx-cli.js', `${INSIDE.bin}/npx`],
  ];
}
