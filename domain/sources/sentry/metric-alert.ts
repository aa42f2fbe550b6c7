import { MalformedPayloadError } from '../../errors.ts';
import type { NormalizedReport } from '../../report.ts';
import type { DeliveryFacts, Parsed } from '../parsed.ts';
import { cleanText, factsOf, firstLine, httpUrl, identityOf, isoTime } from '../text.ts';
import { linesOf } from './facts.ts';
import type { SentryHook } from './schema.ts';

/** A metric alert is a report of its incident while it is critical or warning, and is closed when it is resolved. */
export function metricAlertOutcome(hook: SentryHook, facts: DeliveryFacts): Parsed {
  const alert = hook.data?.metric_alert;
  const identity = alert?.id ?? alert?.identifier;
  if (!alert || !identity) throw new MalformedPayloadError('A metric alert hook without data.metric_alert.id.');
  const externalId = identityOf(`metric:${identity}`)!;
  if (hook.action === 'resolved') return { outcome: 'status', externalId, status: 'closed', at: facts.receivedAt, orStore: null };
  const rule = alert.alert_rule;
  const report: NormalizedReport = {
    externalId,
    title: firstLine(200, hook.data?.description_title, alert.title, rule?.name) ?? 'Sentry metric alert',
    body: cleanText(linesOf(hook.data?.description_text, rule?.aggregate, rule?.query), 10_000),
    kind: 'machine',
    occurredAt: isoTime(alert.date_started ?? alert.date_detected, facts.receivedAt),
    author: null,
    level: hook.action === 'critical' ? 'error' : 'warning',
    exceptions: [],
    // Each firing is an incident of its own; the rule is what they have in common.
    senderGroup: rule?.id ? identityOf(`metric-rule:${rule.id}`) : null,
    url: httpUrl(hook.data?.web_url),
    status: 'open',
    trust: 'signed_monitor',
    metadata: factsOf([
      ['alert_rule', rule?.name],
      ['environment', rule?.environment],
      ['project', alert.projects.join(', ')],
    ]),
  };
  return { outcome: 'report', report };
}
