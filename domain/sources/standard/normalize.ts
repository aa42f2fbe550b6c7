import { MalformedPayloadError } from '../../errors.ts';
import type { ExceptionInfo, NormalizedReport } from '../../report.ts';
import type { Parsed, ParseDelivery } from '../parsed.ts';
import { exceptionOfText } from '../stack-text.ts';
import { cleanLine, cleanText, factsOf, firstLine, httpUrl, isoTime } from '../text.ts';
import { StandardReport, type StandardException } from './schema.ts';

const MOST_EXCEPTIONS = 5;
const MOST_FRAMES = 100;

/**
 * Reads a report in our own shape. With `status: closed` and an id it closes what was reported under that id; anything else is a
 * report, and opens again what was closed.
 * Source: docs/adding-a-source.md, and StandardReport in schema.ts.
 */
export const parseStandard: ParseDelivery = (_eventType, payload, facts): Parsed => {
  const sent = StandardReport.safeParse(payload).data;
  if (!sent) throw new MalformedPayloadError('A standard report is {title, body, …}, or these in `data`.');
  const at = isoTime(sent.occurred_at ?? sent.timestamp, facts.receivedAt);
  if (sent.status === 'closed' && sent.external_id) {
    return { outcome: 'status', externalId: sent.external_id, status: 'closed', at, orStore: null };
  }
  return { outcome: 'report', report: reportOf(sent, at), reopens: true };
};

function reportOf(sent: StandardReport, occurredAt: string): NormalizedReport {
  const exceptions = [...(sent.exceptions ?? []), ...(sent.exception ? [sent.exception] : [])].slice(-MOST_EXCEPTIONS).map(exceptionOf);
  const title = firstLine(200, sent.title);
  if (title === null) throw new MalformedPayloadError('A standard report without a title.');
  return {
    externalId: sent.external_id ?? null,
    title,
    body: cleanText(sent.body ?? '', 10_000),
    kind: sent.kind ?? (exceptions.length > 0 || sent.level ? 'machine' : 'human'),
    occurredAt,
    author: firstLine(200, sent.author),
    level: sent.level ?? null,
    exceptions,
    senderGroup: sent.group ?? null,
    url: httpUrl(sent.url),
    status: sent.status ?? 'open',
    trust: 'signed_monitor',
    metadata: factsOf([['type', sent.type], ...Object.entries(sent.metadata ?? {})]),
  };
}

function exceptionOf({ type, message, frames, stack }: StandardException): ExceptionInfo {
  const traced = frames && frames.length > 0 ? null : exceptionOfText(stack ?? '');
  return {
    type: cleanLine(type ?? '', 200) || (traced?.type ?? 'Error'),
    message: cleanText(message ?? traced?.message ?? '', 2000),
    frames:
      traced?.frames ??
      (frames ?? []).slice(-MOST_FRAMES).map((frame) => ({
        function: firstLine(300, frame.function),
        file: firstLine(300, frame.file),
        line: frame.line ?? null,
        inApp: frame.in_app ?? null,
      })),
  };
}
