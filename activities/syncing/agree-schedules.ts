import type { SourceName } from '#domain/report';
import type { SyncingDeps } from './deps.ts';

const PULLED: readonly SourceName[] = ['github', 'reddit', 'sentry', 'posthog'];

export async function agreeSchedules({ syncTargets, launcher }: SyncingDeps): Promise<{ created: number; removed: number }> {
  const targets = await Promise.all(PULLED.map((source) => syncTargets.enabled(source)));
  return launcher.agreeSyncs(targets.flat());
}
