import { z } from 'zod';
import type { ClosedFact, OpenFact } from '#domain/ports/index';
import { OWN_EVENT } from '#domain/sources/index';
import { ISSUE_IS_OVER } from '#domain/sources/sentry/schema';

export const Issue = z.looseObject({
  id: z.string().min(1).max(100),
  shortId: z.string().max(200).nullish(),
  firstSeen: z.string().nullish(),
  lastSeen: z.string().nullish(),
  status: z.string().nullish(),
  substatus: z.string().nullish(),
});
export type Issue = z.infer<typeof Issue>;

const OfShortId = z.object({ shortId: z.string(), group: Issue });

/** What ids of issues look like; a metric alert has neither. */
export const isNumber = (id: string) => /^\d{1,20}$/u.test(id);
export const isShortId = (id: string) => /^[\w-]{1,100}-[0-9a-z]{1,13}$/iu.test(id);

/** How an issue that is open here stands at Sentry. */
export interface Standing {
  closed?: ClosedFact;
  /** It was merged into this one. */
  into?: Issue;
}

/**
 * Reads what was answered for one issue, null for none of that id. One that was merged into another is answered as that other one; one that
 * was deleted is not there. A short id that is not there says nothing: it changes with the name of its project.
 */
export function standingOf({ externalId, url }: OpenFact, answer: unknown, organization: string): Standing {
  if (!isNumber(externalId)) return standingOfShortId(externalId, answer);
  if (answer === null) return isElsewhere(url, organization) ? {} : goneIs(externalId, 'gone', null);
  const issue = Issue.safeParse(answer).data;
  if (issue === undefined || !isNumber(issue.id)) return {};
  if (issue.id !== externalId) return { ...goneIs(externalId, `merged:${issue.id}`, issue), into: issue };
  return overIs(externalId, issue, { issue });
}

function standingOfShortId(shortId: string, answer: unknown): Standing {
  const found = OfShortId.safeParse(answer).data;
  if (found?.shortId.toLowerCase() !== shortId.toLowerCase()) return {};
  // Named as it is known here.
  return overIs(shortId, found.group, { issue: { ...found.group, id: null, shortId } });
}

function overIs(externalId: string, { status }: Issue, payload: unknown): Standing {
  if (!ISSUE_IS_OVER.test(status ?? '')) return {};
  return { closed: { externalId, state: String(status), eventType: OWN_EVENT.pulled, payload } };
}

function goneIs(externalId: string, state: string, into: Issue | null): Standing {
  const gone = { id: externalId, into: into && { id: into.id, shortId: into.shortId } };
  return { closed: { externalId, state, eventType: OWN_EVENT.pulled, payload: { gone } } };
}

/** Hooks may come from another organization than the one that the credential is of. */
function isElsewhere(url: string | null, organization: string): boolean {
  const named = /\/organizations\/([^/]+)\//u.exec(url ?? '')?.[1] ?? /^https:\/\/([\w-]+)\.sentry\.io\//u.exec(url ?? '')?.[1];
  return named !== undefined && named.toLowerCase() !== organization.toLowerCase();
}
