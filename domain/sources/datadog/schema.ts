import { z } from 'zod';

const MOST_FIELDS = 300;
const MOST_TAGS = 100;
/** What is left of a variable that has no value, or that Datadog did not know. */
const NOTHING = /^(?:null|none|undefined|n\/a|\$[A-Z_]+(?:\[[^\]]{0,100}\])?)?$/iu;

/**
 * A payload is whatever somebody wrote into the template, so names are matched without case and underscores, and those inside an object
 * with its name before them: `alert_id`, `alertId`, `ALERT_ID` and `alert: { id }` are one.
 */
export const DatadogHook = z.record(z.string(), z.unknown()).transform((payload) => {
  const fields = fieldsOf(payload);
  const first = (...names: string[]) => names.map((name) => said(fields.get(name))).find((value) => value !== null) ?? null;
  return {
    eventId: first('id', 'eventid'),
    eventType: first('eventtype'),
    title: first('title', 'eventtitle', 'alerttitle'),
    message: first('body', 'textonlymsg', 'eventmsg', 'message', 'eventmessage', 'text', 'eventtext'),
    date: first('date', 'lastupdated', 'timestamp'),
    alertId: first('alertid', 'monitorid', 'alertalertid'),
    monitorName: first('monitorname', 'alertname'),
    transition: first('alerttransition', 'transition', 'alertalerttransition'),
    alertType: first('alerttype', 'alertalerttype'),
    scope: first('alertscope', 'scope', 'alertalertscope'),
    summary: first('alertstatus', 'alertalertstatus'),
    metric: first('alertmetric', 'alertalertmetric'),
    query: first('alertquery', 'alertalertquery'),
    priority: first('alertpriority', 'priority'),
    cycleKey: first('alertcyclekey'),
    aggregKey: first('aggregkey', 'aggregationkey'),
    hostname: first('hostname', 'host'),
    tags: tagsOf(fields.get('tags')),
    link: first('link', 'url', 'eventurl'),
    snapshot: first('snapshot', 'snapshoturl'),
    orgId: first('orgid'),
    orgName: first('orgname'),
  };
});
export type DatadogHook = z.infer<typeof DatadogHook>;

function fieldsOf(payload: Record<string, unknown>): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  const add = (name: string, value: unknown) => {
    const key = name.slice(0, 100).toLowerCase().replaceAll('_', '');
    if (fields.size < MOST_FIELDS && !fields.has(key)) fields.set(key, value);
  };
  for (const [name, value] of Object.entries(payload)) {
    add(name, value);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) continue;
    for (const [inner, innerValue] of Object.entries(value)) add(`${name}${inner}`, innerValue);
  }
  return fields;
}

function said(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  return typeof value === 'string' && !NOTHING.test(value.trim()) ? value : null;
}

/** A list, names with commas between, or an object of what stands before and after the colon. */
function tagsOf(value: unknown): string[] {
  const tags = Array.isArray(value)
    ? value.slice(0, MOST_TAGS)
    : (namedTags(value) ?? said(value)?.slice(0, 20_000).split(',', MOST_TAGS) ?? []);
  return tags.filter((tag): tag is string => typeof tag === 'string' && tag.trim() !== '').map((tag) => tag.trim());
}

function namedTags(value: unknown): string[] | null {
  if (value === null || typeof value !== 'object') return null;
  const named = Object.entries(value).slice(0, MOST_TAGS);
  return named.flatMap(([name, of]) => (said(of) === null ? [] : [`${name}:${said(of)}`]));
}
