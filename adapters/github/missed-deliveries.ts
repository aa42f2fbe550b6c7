import type { Octokit } from '@octokit/rest';
import type { FeedRow } from '#domain/ports/index';
import { statusOf, translateError } from './errors.ts';

const PAGE = 100;
/** Without the right to manage hooks GitHub answers so. */
const NOT_ALLOWED = [403, 404];

export interface MissedDeliveriesQuestion {
  octokit: Octokit;
  names: { owner: string; repo: string };
  /** Start of the address of our hook. */
  hookUrl: string;
  /** ISO 8601; older ones were looked at before. GitHub keeps three days. */
  since: string;
  /** GitHub's cursor; null: the newest. */
  after: string | null;
  signal?: AbortSignal;
}

/**
 * One page of GitHub's own list of deliveries, newest first: each that we did not take, as it was sent and under its own delivery id, so
 * that one that did reach us counts once. Empty where the credential may not see hooks, or none of them is ours.
 */
export async function readMissedDeliveries(question: MissedDeliveriesQuestion): Promise<{ rows: FeedRow[]; after: string | null }> {
  const { octokit, names, since, after, signal } = question;
  const hook = await ourHook(question);
  if (hook === null) return { rows: [], after: null };
  try {
    const { data, headers } = await octokit.rest.repos.listWebhookDeliveries({
      ...names,
      hook_id: hook,
      per_page: PAGE,
      ...(after !== null && { cursor: after }),
      request: { signal },
    });
    const recent = data.filter((delivery) => Date.parse(delivery.delivered_at) >= Date.parse(since));
    const rows: FeedRow[] = [];
    for (const { id, guid, event, status_code: status } of recent) {
      if (status >= 200 && status < 300) continue;
      const whole = await octokit.rest.repos.getWebhookDelivery({ ...names, hook_id: hook, delivery_id: id, request: { signal } });
      rows.push({ key: guid, eventType: event, payload: whole.data.request.payload });
    }
    return { rows, after: recent.length < data.length ? null : nextCursor(headers.link) };
  } catch (error) {
    throw translateError(error, 'deliveries of the webhook');
  }
}

async function ourHook({ octokit, names, hookUrl, signal }: MissedDeliveriesQuestion): Promise<number | null> {
  try {
    const { data } = await octokit.rest.repos.listWebhooks({ ...names, per_page: PAGE, request: { signal } });
    return data.find(({ config }) => config.url?.startsWith(hookUrl))?.id ?? null;
  } catch (error) {
    const translated = translateError(error, 'webhooks of the repository');
    const isRight = NOT_ALLOWED.includes(statusOf(error) ?? 0) && !(translated instanceof Error && translated.name === 'RateLimitedError');
    if (isRight) return null;
    throw translated;
  }
}

/** Only the cursor of the Link header; its address is not followed. */
function nextCursor(link: string | undefined): string | null {
  const next = /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
  return next === undefined ? null : new URL(next).searchParams.get('cursor');
}
