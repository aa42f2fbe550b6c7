import type { NormalizedReport } from './report.ts';
import { cut } from './sources/text.ts';
import { isSecretField, MASK, maskSecrets } from './scrub.ts';

const MAX_TITLE = 200;
const MAX_BODY = 10_000;

/**
 * The report without the secrets its sender let slip: it is read by everybody of the project, by models and by agents. Masking one again
 * changes nothing. Names of people stay, since who is affected is part of it. Pure.
 */
export function withoutSecrets<T extends NormalizedReport>(report: T): T {
  return {
    ...textWithoutSecrets(report),
    url: report.url && maskSecrets(report.url),
    exceptions: report.exceptions.map((exception) => ({ ...exception, message: maskSecrets(exception.message) })),
    metadata: Object.fromEntries(Object.entries(report.metadata).map(([name, fact]) => [name, maskFact(name, fact)])),
  };
}

/** The same for what a person writes into a report. */
export function textWithoutSecrets<T extends { title?: string; body?: string }>(text: T): T {
  return {
    ...text,
    ...(text.title !== undefined && { title: cut(maskSecrets(text.title), MAX_TITLE) }),
    ...(text.body !== undefined && { body: cut(maskSecrets(text.body), MAX_BODY) }),
  };
}

function maskFact(name: string, fact: NormalizedReport['metadata'][string]): NormalizedReport['metadata'][string] {
  if (typeof fact !== 'string' || fact === '') return fact;
  return isSecretField(name) ? MASK.secret : maskSecrets(fact);
}
