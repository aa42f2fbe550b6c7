import { cut, firstLine } from '../text.ts';
import type { DatadogHook } from './schema.ts';

/** How a monitor stands; `event` where what was sent is none of a monitor. */
export type MonitorState = 'alert' | 'warning' | 'no_data' | 'recovered' | 'event';

/** What Datadog writes before the name of a monitor: `[P1] [Triggered on {host:web-1}] Disk is full`. */
const PREFIX =
  /^\s{0,9}\[(?:(TEST)|P[1-5]|((?:Re-)?(?:Triggered|Warn|No Data|Recovered)|Re-?notif(?:y|ied))(?: from [\w ]{1,20})?(?: (?:on|for) \{([^}]{0,2000})\})?)\]\s{0,9}/iu;

export interface MonitorTitle {
  /** Without what Datadog wrote before it. */
  bare: string;
  /** State in it, as written. */
  state: string | null;
  scope: string | null;
  isTest: boolean;
}

export function readTitle(title: string | null): MonitorTitle {
  const read: MonitorTitle = { bare: cut(title ?? '', 4000), state: null, scope: null, isTest: false };
  for (let prefix = PREFIX.exec(read.bare); prefix; prefix = PREFIX.exec(read.bare)) {
    read.bare = read.bare.slice(prefix[0].length);
    read.isTest ||= prefix[1] !== undefined;
    read.state ??= prefix[2] ?? null;
    read.scope ??= prefix[3] ?? null;
  }
  return read;
}

/** The transition says it; without one the title, and without a title that does the kind of alert. */
export function stateOf(hook: DatadogHook, title: MonitorTitle): MonitorState {
  const told = [hook.transition, title.state].map(stateIn).find((state) => state !== null);
  if (told) return told;
  switch (hook.alertType?.toLowerCase()) {
    case 'success':
    case 'recovery':
      return 'recovered';
    case 'warning':
      return 'warning';
    case 'error':
      return 'alert';
    default:
      return 'event';
  }
}

function stateIn(words: string | null): MonitorState | null {
  if (words === null) return null;
  if (/recover|resolve|^ok$/iu.test(words)) return 'recovered';
  if (/no.?data/iu.test(words)) return 'no_data';
  if (/warn/iu.test(words)) return 'warning';
  return /trigger|alert|notif/iu.test(words) ? 'alert' : null;
}

/** The id of the monitor, else the one in an address of it. */
export function monitorIdOf(hook: DatadogHook): string | null {
  if (hook.alertId !== null) return hook.alertId;
  for (const place of [hook.link, hook.message]) {
    const inAddress = place === null ? null : /\/monitors[/#](\d{1,20})(?!\d)/u.exec(cut(place, 40_000));
    if (inAddress) return inAddress[1]!;
  }
  return null;
}

/** Where to look: the address that was sent, else the first one of a monitor in the message, which Datadog's own payload has. */
export function addressOf(hook: DatadogHook): string | null {
  return hook.link ?? /https:\/\/[\w.-]{1,200}\/monitors[/#]\d{1,20}/u.exec(cut(hook.message ?? '', 40_000))?.[0] ?? null;
}

/**
 * What is one fact: a monitor and the group of it that alerts, however often, until it recovers. A payload that names no monitor goes by
 * the key Datadog puts events together with, then by the monitor's name or its words; an event that is of no monitor by its own id.
 */
export function identityOfAlert(hook: DatadogHook, title: MonitorTitle): string {
  const scope = normalScope(hook.scope ?? title.scope);
  const monitor = monitorIdOf(hook);
  const group = scope || hook.aggregKey || hook.hostname || '';
  if (monitor !== null) return `monitor:${monitor}${group && `:${group}`}`;
  if (hook.aggregKey !== null) return `aggregation:${hook.aggregKey}`;
  const isOfMonitor = hook.transition !== null || title.state !== null || /monitor|alert/iu.test(hook.eventType ?? '');
  if (!isOfMonitor && hook.eventId !== null) return `event:${hook.eventId}`;
  // Without a name what it says is all there is; every such payload would be one fact.
  const name = firstLine(256, hook.monitorName, title.bare);
  return name === null ? `message:${firstLine(10_000, hook.message) ?? ''}${group && `:${group}`}` : `title:${name}${group && `:${group}`}`;
}

/** Tags in one order; `*` is all of it, which is no group. */
function normalScope(scope: string | null): string {
  const tags = cut(scope ?? '', 10_000)
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '' && tag !== '*');
  return [...new Set(tags)].sort().join(',');
}
