import type { ClusterBody } from '#domain/api-contract';
import type { KeyBinding } from './keys.ts';
import { stepsOf } from './regroup-commands.ts';
import { useRegrouping } from './regrouping.ts';

/** What a person may do with one cluster now; null: not as it stands. */
export function useClusterActions(cluster: ClusterBody | null) {
  const { run, ask } = useRegrouping();
  if (cluster === null) return { merge: null, snooze: null, dismiss: null, resolve: null, reopen: null, rename: null, lock: null };
  const { id, locked } = cluster;
  const steps = stepsOf(cluster);
  return {
    merge: () => ask({ kind: 'merge', clusters: [cluster] }),
    snooze: steps.snooze ? () => ask({ kind: 'snooze', clusters: [cluster] }) : null,
    dismiss: steps.dismiss ? () => ask({ kind: 'dismiss', clusters: [cluster] }) : null,
    resolve: steps.resolve ? () => void run([{ kind: 'resolve', cluster: id }]) : null,
    reopen: steps.reopen ? () => void run([{ kind: 'reopen', cluster: id }]) : null,
    rename: () => ask({ kind: 'rename', cluster }),
    lock: () => void run([{ kind: 'lock', cluster: id, locked: !locked }]),
  };
}

/** The keys of those actions that have one. */
export function actionKeys({ merge, snooze, dismiss }: Record<'merge' | 'snooze' | 'dismiss', (() => void) | null>): KeyBinding[] {
  const key = (name: string, label: string, run: (() => void) | null): KeyBinding[] =>
    run ? [{ keys: [name], caps: [name.toUpperCase()], label, foot: true, run: () => run() }] : [];
  return [...key('m', 'merge', merge), ...key('h', 'snooze', snooze), ...key('d', 'dismiss', dismiss)];
}
