import type { InboxTab } from '#domain/api-contract';

export type Sort = 'impact' | 'last_seen' | 'first_seen' | 'reports';
export type Level = 'P1' | 'P2' | 'P3';

/** What a list of clusters shows; its URL and nothing else decides. */
export interface View {
  tab: InboxTab;
  sort: Sort;
  severity: Level[];
  source: string[];
  /** Only clusters that some report elsewhere may belong to. */
  hasSuggestion: boolean;
  q: string;
  /** How many further pages were asked for. */
  more: number;
  /** The cluster in the preview; null: the first. */
  selected: string | null;
}

export const TABS: ReadonlyArray<{ tab: InboxTab; name: string }> = [
  { tab: 'needs_you', name: 'Needs you' },
  { tab: 'new', name: 'New' },
  { tab: 'fixing', name: 'Fixing' },
  { tab: 'pr_open', name: 'PR open' },
  { tab: 'failed', name: 'Failed' },
  { tab: 'resolved', name: 'Resolved' },
  { tab: 'snoozed', name: 'Snoozed' },
  { tab: 'dismissed', name: 'Dismissed' },
  { tab: 'all', name: 'All' },
];
export const SORTS: ReadonlyArray<{ sort: Sort; name: string }> = [
  { sort: 'impact', name: 'Impact' },
  { sort: 'last_seen', name: 'Last seen' },
  { sort: 'first_seen', name: 'First seen' },
  { sort: 'reports', name: 'Reports' },
];
export const LEVELS: readonly Level[] = ['P1', 'P2', 'P3'];
const MOST_PAGES = 20;

const among = <T extends string>(value: string | null, known: readonly T[], fallback: T): T =>
  known.find((each) => each === value) ?? fallback;
const listed = <T extends string>(value: string | null, known: readonly T[]): T[] =>
  known.filter((each) => value?.split(',').includes(each) ?? false);

/** Reads a view from an address; what is unknown there counts as absent. */
export function readView(params: URLSearchParams, fallbackTab: InboxTab, sources: readonly string[]): View {
  const more = Number(params.get('more') ?? 0);
  return {
    tab: among(
      params.get('tab'),
      TABS.map((each) => each.tab),
      fallbackTab,
    ),
    sort: among(
      params.get('sort'),
      SORTS.map((each) => each.sort),
      'impact',
    ),
    severity: listed(params.get('severity'), LEVELS),
    source: listed(params.get('source'), sources),
    hasSuggestion: params.get('has_suggestion') === 'true',
    q: (params.get('q') ?? '').trim().slice(0, 200),
    more: Number.isInteger(more) ? Math.min(MOST_PAGES, Math.max(0, more)) : 0,
    selected: params.get('c'),
  };
}

/** What the API is asked for such a list. */
export function listQuery({ tab, sort, severity, source, hasSuggestion, q }: View): Record<string, string | null> {
  return { tab, sort, severity: severity.join(','), source: source.join(','), has_suggestion: hasSuggestion ? 'true' : null, q };
}

/** The same address with some of it changed; null takes a part away. A change of what is listed starts at its top again. */
export function withView(params: URLSearchParams, change: Record<string, string | null>): string {
  const next = new URLSearchParams(params);
  const opens = 'more' in change || 'c' in change || 'd' in change;
  if (!opens) for (const name of ['more', 'c', 'd']) next.delete(name);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return text === '' ? '.' : `?${text}`;
}

/** A facet's value after one choice in it was switched; null where none is left. */
export function toggled(chosen: readonly string[], value: string): string | null {
  const next = chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value];
  return next.length === 0 ? null : next.join(',');
}

/** True where two addresses list the same and only the chosen row differs. */
export function onlySelectionDiffers(a: URL, b: URL): boolean {
  const without = (url: URL) => {
    const params = new URLSearchParams(url.search);
    params.delete('c');
    params.sort();
    return `${url.pathname}?${params}`;
  };
  return a.href !== b.href && without(a) === without(b);
}
