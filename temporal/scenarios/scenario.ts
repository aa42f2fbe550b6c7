import type { Activities } from '#activities/index';
import type { LauncherSettings } from '../launcher.ts';
import type { Stage } from './stage.ts';

/** How one workflow comes to one of its ends; its history is kept as `temporal/histories/<workflow>.<end>.json`. */
export interface Scenario {
  /** As workflows/index.ts exports it. */
  workflow: string;
  /** Kebab-case. */
  end: string;
  activities: () => Partial<Activities>;
  settings?: Partial<LauncherSettings>;
  /** Resolves when the run to keep has ended. */
  play: (stage: Stage, projectId: string) => Promise<{ workflowId: string; runId?: string }>;
}

export const fileOf = ({ workflow, end }: Pick<Scenario, 'workflow' | 'end'>) => `${workflow}.${end}.json`;
