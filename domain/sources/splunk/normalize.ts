import { MalformedPayloadError } from '../../errors.ts';
import type { ExceptionInfo, NormalizedReport } from '../../report.ts';
import { levelOf } from '../levels.ts';
import type { DeliveryFacts, Parsed, ParseDelivery } from '../parsed.ts';
import { exceptionOfText } from '../stack-text.ts';
import { cleanLine, cleanText, factsOf, firstLine, httpUrl, identityOf, isoTime } from '../text.ts';
import { detectorOutcome } from './detector.ts';
import { SplunkAlert, SplunkDetectorAlert } from './schema.ts';

/**
 * Reads what Splunk sends: the webhook action of an alert, with the first row that its search found, or an alert of a detector in
 * Observability Cloud. One run of a search, its sid, is one fact.
 * Source: docs.splunk.com, Alerting manual, Use a webhook alert action.
 */
export const parseSplunk: ParseDelivery = (_eventType, payload, facts): Parsed => {
  const detector = SplunkDetectorAlert.safeParse(payload).data;
  // A payload of somebody's own may name neither, and still say something.
  if (detector && (detector.incidentId || detector.detector || detector.messageTitle || detector.messageBody))
    return detectorOutcome(detector, facts);
  const alert = SplunkAlert.safeParse(payload).data;
  if (!alert) throw new MalformedPayloadError('A Splunk alert is a JSON object.');
  if (!alert.sid && !alert.search_name && alert.rows.length === 0) {
    throw new MalformedPayloadError('A Splunk alert without sid, search_name and result.');
  }
  return { outcome: 'report', report: alertReport(alert, facts) };
};

function alertReport(alert: SplunkAlert, facts: DeliveryFacts): NormalizedReport {
  const [fields = new Map<string, string>(), ...others] = alert.rows.map(fieldsOf);
  const raw = cleanText(fields.get('_raw') ?? '', 10_000);
  const name = firstLine(200, alert.search_name);
  const exception = raw === '' ? traceAmong(fields) : exceptionOfText(raw);
  return {
    externalId: identityOf(alert.sid),
    title: name ?? firstLine(200, raw) ?? 'Splunk alert without a name',
    body: cleanText([raw === '' ? rowText(fields) : raw, ...others.map((row) => row.get('_raw') ?? rowText(row))].join('\n\n'), 10_000),
    kind: 'machine',
    occurredAt: isoTime(firstOf(fields.get('_time')), facts.receivedAt),
    author: null,
    level: levelOf(firstOf(['severity', 'level', 'log_level', 'alert_level'].map((field) => fields.get(field)).find(Boolean))),
    exceptions: exception ? [exception] : [],
    // Each run is a fact of its own; the search is what runs have in common.
    senderGroup: name === null ? null : identityOf(`search:${alert.app ?? ''}:${name}`),
    url: httpUrl(alert.results_link),
    status: 'open',
    trust: 'signed_monitor',
    metadata: factsOf([
      ['search_name', alert.search_name],
      ['sid', alert.sid],
      ['host', fields.get('host')],
      ['source', fields.get('source')],
      ['sourcetype', fields.get('sourcetype')],
      ['app', alert.app],
      ['owner', alert.owner],
      ['results_link', httpUrl(alert.results_link)],
      ...[...fields].filter(([field]) => !field.startsWith('_')),
    ]),
  };
}

function fieldsOf(row: SplunkAlert['rows'][number]): Map<string, string> {
  return new Map(Object.entries(row).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])));
}

/** Of a field of several values. */
function firstOf(value: string | undefined): string | undefined {
  return value?.split(', ', 1)[0];
}

const MOST_TRACES = 5;

/** A search that ends in a table has no `_raw`: its message or trace is a field like others, of several lines. */
function traceAmong(fields: ReadonlyMap<string, string>): ExceptionInfo | null {
  const texts = [...fields.values()].filter((value) => value.includes('\n')).slice(0, MOST_TRACES);
  return texts.map((text) => exceptionOfText(text)).find((exception) => exception !== null) ?? null;
}

/** What the row says, one field a line unless it has several itself, without those of Splunk's own. */
function rowText(fields: ReadonlyMap<string, string>): string {
  const said = [...fields].filter(([field]) => !field.startsWith('_')).slice(0, 100);
  const lines = said.map(([field, value]) => {
    const text = cleanText(value, 5000);
    return `${cleanLine(field, 100)}:${text.includes('\n') ? `\n${text}` : ` ${cleanLine(text, 500)}`}`;
  });
  return cleanText(lines.join('\n'), 10_000);
}
