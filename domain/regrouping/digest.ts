import type { RegroupCommand } from '../teaching.ts';
import type { Standing } from './plan.ts';

/** SHA-256 hex over what a person saw: the command, and members, status and lock of every cluster it touches. Pure. */
export async function digestOf(command: RegroupCommand, { clusters, homes }: Standing): Promise<string> {
  const seen = [...clusters]
    .map(([id, { cluster, members }]) => [id, cluster.status, cluster.locked ?? false, [...members]] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const canonical = JSON.stringify([canonicalOf(command), seen, [...homes].sort(([a], [b]) => (a < b ? -1 : 1))]);
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whatever the order of its fields. */
const canonicalOf = (command: RegroupCommand) => Object.entries(command).sort(([a], [b]) => (a < b ? -1 : 1));
