import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { FeedbackBody, IngestAnswer, listOf, SecretShown, StatsBody } from '#domain/api-contract';
import type { HttpClient } from './http-client.ts';
import { sampleRepeats, sampleReports, type SampleDelivery } from './reports.ts';

const GROUPED_WITHIN_MS = 180_000;
const LOOK_EVERY_MS = 500;

export interface SourceSecrets {
  sentry: string;
  github: string;
}

/** New secrets for the two signed sources of a project. */
export async function setSecrets(api: HttpClient, projectId: string): Promise<SourceSecrets> {
  const set = async (source: keyof SourceSecrets) => {
    const secret = randomBytes(24).toString('base64url');
    await api.ask(SecretShown, { method: 'POST', path: `/config/${source}/secret?project_id=${projectId}`, body: { secret } });
    return secret;
  };
  return { sentry: await set('sentry'), github: await set('github') };
}

/** Sends every report as its vendor would: same headers, signed over the exact bytes. What arrived before is a duplicate. */
export async function sendReports(
  api: HttpClient,
  projectId: string,
  secrets: SourceSecrets,
  now: Date,
): Promise<{ sent: number; reports: number }> {
  const reports = sampleReports(now);
  const deliveries = [...reports, ...sampleRepeats(now)];
  for (const delivery of deliveries) {
    const body = JSON.stringify(delivery.body);
    const headers = headersFor(delivery, body, projectId, secrets);
    await api.ask(IngestAnswer, { method: 'POST', path: `/ingest/${delivery.source}?project_id=${projectId}`, headers, body });
  }
  return { sent: deliveries.length, reports: reports.length };
}

function headersFor(delivery: SampleDelivery, body: string, projectId: string, secrets: SourceSecrets): Record<string, string> {
  const mac = (secret: string) => createHmac('sha256', secret).update(body).digest('hex');
  switch (delivery.source) {
    case 'sentry':
      return {
        'sentry-hook-resource': delivery.eventType ?? '',
        'sentry-hook-signature': mac(secrets.sentry),
        'request-id': delivery.deliveryId,
      };
    case 'github':
      return {
        'x-github-event': delivery.eventType ?? '',
        'x-github-delivery': delivery.deliveryId,
        'x-hub-signature-256': `sha256=${mac(secrets.github)}`,
      };
    case 'manual':
      return { 'idempotency-key': `sample-${projectId}-${delivery.deliveryId}` };
  }
}

const Reports = listOf(FeedbackBody);

/**
 * Waits until so many reports are stored and each is in a cluster.
 * @throws {Error} not within three minutes; says what is still waited for
 */
export async function waitUntilGrouped(api: HttpClient, projectId: string, reports: number): Promise<FeedbackBody[]> {
  const deadline = Date.now() + GROUPED_WITHIN_MS;
  for (;;) {
    const stats = await api.ask(StatsBody, { path: `/stats?project_id=${projectId}` });
    const settled = stats.waiting_deliveries === 0 && stats.unclustered === 0 && stats.total_feedback >= reports;
    if (settled) {
      const { items } = await api.ask(Reports, { path: `/feedback?project_id=${projectId}&limit=200` });
      if (items.every((report) => report.cluster_id !== null)) return items;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `The reports are not grouped after three minutes: ${stats.total_feedback} of ${reports} stored, ${stats.waiting_deliveries} deliveries wait, ${stats.unclustered} reports are in no cluster.`,
      );
    }
    await delay(LOOK_EVERY_MS);
  }
}
