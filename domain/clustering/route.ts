import type { Report } from '../report.ts';
import { longNumbersOf, withoutEveryday } from './long-numbers.ts';

/**
 * How a report is grouped. `event`: an exception, by its trace. `log`: a log line or alert, by its template. `issue`: what a person reports,
 * by its words. `prose`: a short message without a name from code, by words and meaning, against whole groups.
 */
export type Route = 'event' | 'log' | 'issue' | 'prose';

const PROSE_WORDS = 30;
/** A name from code, a path, a version: what tells one problem from another. */
const TELLING = /[\p{Ll}\p{N}]\p{Lu}|[\p{L}\p{N}][._/\\:#]+[\p{L}\p{N}]|[_$<>{}[\]=]/u;

/**
 * Pure. An issue tracker's tickets are issues however short: their titles are written to tell problems apart. Long numbers in the title of a
 * short message are compared beside its meaning.
 */
export function routeOf(report: Pick<Report, 'kind' | 'source' | 'title' | 'body' | 'exceptions'>): Route {
  if (report.kind === 'machine') return report.exceptions.length > 0 ? 'event' : 'log';
  if (report.source === 'github' || report.exceptions.length > 0) return 'issue';
  const text = `${report.title} ${report.body}`;
  if (TELLING.test(withoutEveryday(text)) || longNumbersOf(report.body).length > 0) return 'issue';
  return text.split(/\s+/u, PROSE_WORDS + 2).filter((word) => word !== '').length > PROSE_WORDS ? 'issue' : 'prose';
}
