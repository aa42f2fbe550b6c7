import { MalformedPayloadError } from '../../errors.ts';
import type { NormalizedReport } from '../../report.ts';
import type { DeliveryFacts, Parsed, ParseDelivery } from '../parsed.ts';
import { cleanLine, cleanText, cut } from '../text.ts';
import { ManualReport } from './schema.ts';

const TITLE_CHARS = 80;

/** Reads what a member wrote: `{title, body}`, or `{text}` whose first sentence becomes the title. Each delivery is a fact of its own. */
export const parseManual: ParseDelivery = (_eventType, payload, facts): Parsed => {
  const written = ManualReport.safeParse(payload).data;
  if (!written) throw new MalformedPayloadError('A manual report is {text} or {title, body}.');
  const body = cleanText('text' in written ? written.text : written.body, 10_000);
  const title = 'text' in written ? titleOf(body) : cleanLine(written.title, 200);
  if (title === '') throw new MalformedPayloadError('A manual report without a readable word.');
  return { outcome: 'report', report: reportOf(title, body, facts) };
};

/** The first line up to the end of its first sentence, cut at a word. */
function titleOf(text: string): string {
  const line = cleanLine(text.split('\n', 1)[0]!, 1000) || cleanLine(text, 1000);
  const sentence = /^.{3,80}?[.!?…](?=\s|$)/u.exec(line)?.[0];
  if (sentence) return sentence.replace(/\.$/u, '');
  if (line.length <= TITLE_CHARS) return line;
  const short = cut(line, TITLE_CHARS - 1);
  const lastBlank = short.lastIndexOf(' ');
  return `${lastBlank > TITLE_CHARS / 2 ? short.slice(0, lastBlank) : short}…`;
}

function reportOf(title: string, body: string, facts: DeliveryFacts): NormalizedReport {
  return {
    externalId: null,
    title,
    body,
    kind: 'human',
    occurredAt: facts.receivedAt,
    author: facts.userId,
    level: null,
    exceptions: [],
    senderGroup: null,
    url: null,
    status: 'open',
    trust: 'teammate',
    metadata: {},
  };
}
