import { z } from 'zod';
import type { Stack } from '../stack.ts';
import type { LoadedProject } from '../traffic/project.ts';
import type { Plan } from './plan.ts';
import type { Sent } from './send.ts';

export interface Verdict {
  accepted: number;
  /** Facts that a sender saw accepted and that the export does not have. */
  lost: string[];
  /** Facts that are there twice. */
  twice: string[];
  /** Reports whose occurrences are not the number of their deliveries in the log. */
  miscounted: string[];
  /** Deliveries answered 2xx that the log does not have. */
  unlogged: number;
  reports: number;
  parked: number;
  overQuota: number;
  /** Reports without a cluster, and reports without a vector. */
  unclustered: number;
  vectors: number | null;
  deadLetters: number;
}

const Line = z.object({
  id: z.string(),
  title: z.string(),
  body: z.string(),
  parked: z.boolean().default(false),
  occurrences: z.number().optional(),
});

/** What the stores say once everything is idle, held against what the senders saw. */
export async function verifyChaos(stack: Stack, project: LoadedProject, plan: Plan, sent: Sent, quota: number): Promise<Verdict> {
  const markers = [...new Set(plan.webhooks.map(({ marker }) => marker))];
  const lines = (await project.exported('parked')).map((line) => ({ ...Line.parse(JSON.parse(line)), text: line }));
  // Ids hold digits and hyphens too.
  const ofPlan = new RegExp(`(?<![\\w-])${plan.seed}-\\d+-(?!\\w)`);
  const byMarker = new Map<string, typeof lines>();
  for (const line of lines) {
    const marker = ofPlan.exec(line.text)?.[0];
    if (marker !== undefined) byMarker.set(marker, [...(byMarker.get(marker) ?? []), line]);
  }
  const stored = lines.filter(({ parked }) => !parked);

  const deliveriesOf = new Map<string, number>();
  const logged = new Set<string>();
  let deadLetters = 0;
  for await (const { source, delivery_id: key, state, report_id: reportId } of project.deliveries()) {
    logged.add(`${source} ${key}`);
    if (state === 'dead_letter') deadLetters += 1;
    if (reportId !== null && (state === 'stored' || state === 'repeat')) deliveriesOf.set(reportId, (deliveriesOf.get(reportId) ?? 0) + 1);
  }
  const { quota: used, unclustered } = await project.stats();
  return {
    accepted: sent.accepted.size,
    lost: [...sent.accepted].filter((marker) => !byMarker.has(marker)),
    twice: markers.filter((marker) => (byMarker.get(marker) ?? []).filter(({ parked }) => !parked).length > 1),
    miscounted: stored.flatMap(({ id, title, occurrences }) =>
      occurrences === deliveriesOf.get(id) ? [] : [`${title}: ${occurrences} of ${deliveriesOf.get(id)} (${id})`],
    ),
    unlogged: [...sent.acceptedKeys.keys()].filter((key) => !logged.has(key)).length,
    reports: stored.length,
    parked: lines.length - stored.length,
    overQuota: Math.max(0, used.reports_used - quota, stored.length - quota),
    unclustered: unclustered + stored.filter(({ text }) => /"cluster_id":null/.test(text)).length,
    vectors: await vectorsOf(stack, project.id),
    deadLetters,
  };
}

/** Vectors of the project over all its spaces; null where the server cannot say. */
async function vectorsOf(stack: Stack, projectId: string): Promise<number | null> {
  const answer = await fetch(`${stack.vectorUrl}/info`, { method: 'POST', headers: { authorization: `Bearer ${stack.vectorToken}` } });
  if (!answer.ok) return null;
  const Info = z.object({ result: z.object({ namespaces: z.record(z.string(), z.object({ vectorCount: z.number() })) }) });
  const { result } = Info.parse(await answer.json());
  return Object.entries(result.namespaces)
    .filter(([name]) => name.startsWith(projectId))
    .reduce((sum, [, { vectorCount }]) => sum + vectorCount, 0);
}
