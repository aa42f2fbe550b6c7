import { MalformedPayloadError } from '../../errors.ts';
import type { Level, NormalizedReport } from '../../report.ts';
import type { DeliveryFacts, ParseDelivery } from '../parsed.ts';
import { cleanText, factsOf, firstLine, httpUrl, identityOf, isoTime } from '../text.ts';
import { messageText } from './message.ts';
import { addressOf, identityOfAlert, monitorIdOf, readTitle, stateOf, type MonitorState, type MonitorTitle } from './monitor.ts';
import { DatadogHook } from './schema.ts';

/**
 * Reads what Datadog's webhook sends, from our template, its default one, or one of somebody's own. Alerts, warnings and missing data are
 * reports, again and again of one fact while the monitor's group is not well; a recovery closes it, and never opens one.
 * Source: docs.datadoghq.com/integrations/webhooks.
 */
export const parseDatadog: ParseDelivery = (_eventType, payload, facts) => {
  const hook = DatadogHook.safeParse(payload).data;
  if (!hook) throw new MalformedPayloadError('A Datadog delivery is a JSON object.');
  const title = readTitle(hook.title);
  if (title.bare.trim() === '' && hook.message === null && hook.alertId === null)
    throw new MalformedPayloadError('A Datadog payload without a title, a message or the id of a monitor.');
  if (title.isTest) return { outcome: 'filtered', rule: 'a test notification of the monitor' };
  const state = stateOf(hook, title);
  const report = reportOf(hook, title, state, facts);
  return state === 'recovered'
    ? { outcome: 'status', externalId: report.externalId, status: 'closed', at: report.occurredAt, orStore: null }
    : { outcome: 'report', report, reopens: state !== 'event' };
};

function reportOf(
  hook: DatadogHook,
  title: MonitorTitle,
  state: MonitorState,
  facts: DeliveryFacts,
): NormalizedReport & { externalId: string } {
  const monitorId = monitorIdOf(hook);
  const message = messageText(hook.message);
  return {
    externalId: identityOf(identityOfAlert(hook, title)) ?? 'alert',
    title:
      firstLine(200, title.bare, hook.monitorName, hook.summary, message) ??
      (monitorId === null ? 'Datadog alert' : `Monitor ${monitorId}`),
    body: cleanText(bodyOf(hook, message), 10_000),
    kind: 'machine',
    occurredAt: isoTime(hook.date, facts.receivedAt),
    author: null,
    level: levelOf(hook, state),
    exceptions: [],
    // The groups of one monitor are one problem until somebody says otherwise.
    senderGroup: monitorId === null ? null : identityOf(`monitor:${monitorId}`),
    url: httpUrl(addressOf(hook)),
    status: state === 'recovered' ? 'closed' : 'open',
    trust: 'signed_monitor',
    metadata: factsOf([
      ['monitor', hook.monitorName ?? title.bare],
      ['monitor_id', monitorId],
      ['transition', hook.transition ?? title.state],
      ['scope', hook.scope ?? title.scope],
      ['environment', tagged(hook, 'env')],
      ['service', tagged(hook, 'service')],
      ['hostname', hook.hostname],
      ['priority', hook.priority],
      ['alert_type', hook.alertType],
      ['metric', hook.metric],
      ['tags', hook.tags.join(', ')],
      ['snapshot_url', httpUrl(hook.snapshot)],
      ['event_id', hook.eventId],
      ['event_type', hook.eventType],
      ['cycle', hook.cycleKey],
      ['org_id', hook.orgId],
      ['org', hook.orgName],
    ]),
  };
}

function bodyOf({ summary, query }: DatadogHook, message: string): string {
  const more = [summary, query && `Query: ${query}`].filter((line) => line !== null && line !== '' && !message.includes(line));
  return [message, ...more].join('\n\n');
}

function levelOf({ alertType }: DatadogHook, state: MonitorState): Level {
  switch (state) {
    case 'alert':
      return 'error';
    case 'warning':
    case 'no_data':
      return 'warning';
    case 'recovered':
    case 'event':
      return alertType?.toLowerCase() === 'error' ? 'error' : 'info';
  }
}

function tagged({ tags }: DatadogHook, name: string): string | null {
  return tags.find((tag) => tag.startsWith(`${name}:`))?.slice(name.length + 1) ?? null;
}
