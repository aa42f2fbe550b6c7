import type { NormalizedReport } from '../report.ts';
import { maskVariables } from './fingerprint.ts';

/**
 * What of a report decides where it belongs. A repeat with another key is grouped again; one with the same key says the same, so that a
 * fact that is met a thousand times a minute, each time with another number in its message, stays where it is. Pure.
 * Of a machine's report the sender has already said that it is the same fact: its stack counts where it has one, its headline where not.
 * @returns text of any length; compare, or hash
 */
export function groupingKey(report: Pick<NormalizedReport, 'kind' | 'title' | 'body' | 'exceptions'>): string {
  if (report.kind === 'human') return `words\n${maskVariables(report.title)}\n${report.body.trim()}`;
  const frames = report.exceptions.reduce((sum, exception) => sum + exception.frames.length, 0);
  if (frames > 1) return 'stack';
  if (report.exceptions.length > 0) return `thrown\n${report.exceptions.map(({ type }) => type).join('\n')}`;
  return `headline\n${maskVariables(report.title)}`;
}
