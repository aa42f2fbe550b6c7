import type { InboxTab } from '#domain/api-contract';
import type { ClusterStatus } from '#domain/cluster';

/** Which statuses a tab shows; null shows all. `needs_you` also shows clusters whose plan waits, whatever their status. Pure. */
export function statusesOf(tab: InboxTab): ClusterStatus[] | undefined {
  switch (tab) {
    case 'needs_you':
      return ['new', 'failed', 'regressed'];
    case 'new':
      return ['new', 'regressed'];
    case 'fixing':
      return ['fixing'];
    case 'pr_open':
      return ['pr_opened'];
    case 'failed':
      return ['failed'];
    case 'resolved':
      return ['merged', 'resolved'];
    case 'snoozed':
      return ['snoozed'];
    case 'dismissed':
      return ['dismissed'];
    case 'all':
      return undefined;
  }
}

/** How many clusters each tab shows. `plansWaiting` are of clusters that are being fixed. Pure. */
export function tabCounts(byStatus: Partial<Record<ClusterStatus, number>>, plansWaiting: number): Record<InboxTab, number> {
  const count = (tab: InboxTab) => statusesOf(tab)?.reduce((sum, status) => sum + (byStatus[status] ?? 0), 0) ?? 0;
  return {
    needs_you: count('needs_you') + plansWaiting,
    new: count('new'),
    fixing: count('fixing'),
    pr_open: count('pr_open'),
    failed: count('failed'),
    resolved: count('resolved'),
    snoozed: count('snoozed'),
    dismissed: count('dismissed'),
    all: Object.values(byStatus).reduce((sum, n) => sum + n, 0),
  };
}
