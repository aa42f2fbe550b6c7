import type { NormalizedReport } from '../../report.ts';
import { levelOf } from '../levels.ts';
import type { DeliveryFacts, Parsed } from '../parsed.ts';
import { cleanLine, cleanText, factsOf, firstLine, httpUrl, identityOf, isoTime } from '../text.ts';
import type { SplunkDetectorAlert } from './schema.ts';

const OVER = ['ok', 'stopped', 'resolved', 'manuallyresolved', 'autoresolved', 'cleared'];

/** An incident of a detector in Observability Cloud: open while its signal is anomalous, closed once it is not. */
export function detectorOutcome(alert: SplunkDetectorAlert, facts: DeliveryFacts): Parsed {
  const at = isoTime(alert.timestamp, facts.receivedAt);
  const externalId = identityOf(alert.incidentId && `incident:${alert.incidentId}`);
  if (isOver(alert)) {
    if (externalId === null) return { outcome: 'filtered', rule: 'a recovery that names no incident' };
    return { outcome: 'status', externalId, status: 'closed', at, orStore: null };
  }
  return { outcome: 'report', report: incidentReport(alert, externalId, at), reopens: true };
}

/** `statusExtended` says more than `status`: "manually resolved" comes in several spellings. */
function isOver({ status, statusExtended }: SplunkDetectorAlert): boolean {
  return [status, statusExtended].some(
    (word) =>
      word &&
      OVER.includes(
        word
          .slice(0, 40)
          .toLowerCase()
          .replaceAll(/[^a-z]/gu, ''),
      ),
  );
}

function incidentReport(alert: SplunkDetectorAlert, externalId: string | null, occurredAt: string): NormalizedReport {
  const detector = alert.detectorId ?? firstLine(200, alert.detector);
  return {
    externalId,
    title: firstLine(200, alert.messageTitle, alert.rule, alert.detector, alert.description) ?? 'Splunk incident without a name',
    body: cleanText([alert.messageBody, alert.description, inputsText(alert), alert.tip].filter(Boolean).join('\n'), 10_000),
    kind: 'machine',
    occurredAt,
    author: null,
    level: levelOf(alert.severity),
    exceptions: [],
    senderGroup: detector && identityOf(`detector:${detector}:${alert.rule ?? ''}`),
    url: httpUrl(alert.detectorUrl),
    status: 'open',
    trust: 'signed_monitor',
    metadata: factsOf([
      ['detector', alert.detector],
      ['rule', alert.rule],
      ['severity', alert.severity],
      ['incident', alert.incidentId],
      ['metric', alert.originatingMetric],
      ['runbook', httpUrl(alert.runbookUrl)],
      ...Object.entries(alert.dimensions ?? {}),
    ]),
  };
}

/** What the signals were when it fired, one a line: `A = 97.2 (host: web-1)`. */
function inputsText({ inputs }: SplunkDetectorAlert): string {
  return Object.entries(inputs ?? {})
    .slice(0, 20)
    .flatMap(([name, input]) => {
      if (!input) return [];
      const keys = Object.entries(input.key ?? {}).slice(0, 10);
      const where = keys.map(([key, value]) => `${cleanLine(key, 100)}: ${cleanLine(value ?? '', 200)}`).join(', ');
      const what = cleanLine(input.value ?? input.fragment ?? '', 300);
      return [`${cleanLine(name, 100)} = ${what}${where === '' ? '' : ` (${where})`}`];
    })
    .join('\n');
}
