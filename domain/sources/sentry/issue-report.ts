import type { NormalizedReport } from '../../report.ts';
import type { DeliveryFacts } from '../parsed.ts';
import { cleanText, factsOf, firstLine, httpUrl, identityOf, isoTime } from '../text.ts';
import { eventReport } from './event-report.ts';
import { exceptionsOf } from './exceptions.ts';
import { levelOf, linesOf, senderGroup } from './facts.ts';
import { ISSUE_IS_OVER, type SentryEvent, type SentryIssue } from './schema.ts';

/** The one thing all hooks of an issue carry; null where it has no id at all. */
export function issueIdentity(issue: SentryIssue): string | null {
  return identityOf(issue.id) ?? identityOf(issue.shortId) ?? identityOf(issue.short_id);
}

/** The hook carries no stack, only the place Sentry blames; `event`, where there is one, brings what the issue does not say. */
export function issueReport(issue: SentryIssue, event: SentryEvent | null | undefined, facts: DeliveryFacts): NormalizedReport {
  const meta = issue.metadata;
  const latest = event ? eventReport(event, { data: { issue } }, facts) : null;
  const title = firstLine(200, issue.title, meta?.title, meta?.value, issue.culprit) ?? latest?.title ?? 'Sentry issue without a title';
  const report: NormalizedReport = {
    externalId: issueIdentity(issue),
    title,
    body: latest?.body ?? cleanText(linesOf(meta?.value === title ? null : meta?.value, issue.culprit && `in ${issue.culprit}`), 10_000),
    kind: 'machine',
    occurredAt: isoTime(issue.lastSeen ?? issue.firstSeen, facts.receivedAt),
    author: latest?.author ?? null,
    level: levelOf(issue.level) ?? latest?.level ?? null,
    exceptions: latest && latest.exceptions.length > 0 ? latest.exceptions : blamed(issue),
    senderGroup: latest?.senderGroup ?? senderGroup(issueIdentity(issue), []),
    url: httpUrl(issue.web_url) ?? httpUrl(issue.permalink) ?? latest?.url ?? null,
    status: ISSUE_IS_OVER.test(issue.status ?? '') ? 'closed' : 'open',
    trust: 'signed_monitor',
    metadata: factsOf([
      ['short_id', issue.shortId ?? issue.short_id],
      ['project', issue.project?.slug ?? issue.project?.name],
      ['platform', issue.platform],
      ['culprit', issue.culprit],
      ['events', Number(issue.count) || null],
      ['users', issue.userCount],
      ['substatus', issue.substatus],
      ['priority', issue.priority],
      ...Object.entries(latest?.metadata ?? {}),
    ]),
  };
  return issue.issueCategory === 'feedback' ? feedback(report, issue) : report;
}

/** Sentry's feedback form: a person's own words, by whoever met the form. */
function feedback(report: NormalizedReport, { metadata: meta }: SentryIssue): NormalizedReport {
  return {
    ...report,
    body: cleanText(meta?.message ?? '', 10_000),
    kind: 'human',
    author: firstLine(200, meta?.contact_email, meta?.name),
    exceptions: [],
    trust: 'anonymous',
  };
}

function blamed({ metadata: meta }: SentryIssue): NormalizedReport['exceptions'] {
  if (!meta?.type) return [];
  const frames = meta.function || meta.filename ? [{ function: meta.function, filename: meta.filename }] : [];
  return exceptionsOf([{ type: meta.type, value: meta.value, stacktrace: { frames } }]);
}
