import { canBecome, ClusterStatus } from '#domain/cluster';
import { describe, expect, it } from 'vitest';
import { clusterIdIn } from './cluster-link.ts';
import { leadsTo } from './leads-to.ts';
import { stepsOf } from './regroup-commands.ts';

describe('the steps offered', () => {
  it.each(ClusterStatus.options)('of a cluster that is %s are those the domain allows a person', (status) => {
    const steps = stepsOf({ status });

    if (steps.snooze) expect(canBecome(status, 'snoozed')).toBe(true);
    if (steps.dismiss) expect(canBecome(status, 'dismissed')).toBe(true);
    if (steps.resolve) expect(canBecome(status, 'resolved')).toBe(true);
    if (status === 'fixing' || status === 'pr_opened') expect(Object.values(steps)).not.toContain(true);
  });
});

describe('a cluster that is looked at', () => {
  const merge = {
    effects: [
      { cluster_id: 'into', title: 'Into', before: { reports: 2, status: 'new' }, after: { reports: 5, status: 'new' } },
      { cluster_id: 'from', title: 'From', before: { reports: 3, status: 'new' }, after: null },
    ],
  };
  const split = {
    effects: [
      { cluster_id: 'old', title: 'Old', before: { reports: 5, status: 'new' }, after: { reports: 3, status: 'new' } },
      { cluster_id: 'opened', title: '', before: null, after: { reports: 2, status: 'new' } },
    ],
  };

  it('leads to where its reports went once it is gone', () => {
    expect(leadsTo(merge, 'from', false)).toBe('into');
    expect(leadsTo(split, 'opened', true)).toBe('old');
  });

  it('stays where it is still there', () => {
    expect(leadsTo(merge, 'into', false)).toBeNull();
    expect(leadsTo(merge, 'from', true)).toBeNull();
    expect(leadsTo(split, 'opened', false)).toBeNull();
  });
});

describe('what was pasted', () => {
  it('is a link or an id, or words', () => {
    const id = '2a5c4a8a-6308-5f0a-a575-effe10c37d78';

    expect(clusterIdIn(`http://localhost:3000/p/x/clusters/${id}#report-1`)).toBe(id);
    expect(clusterIdIn(` ${id.toUpperCase()} `)).toBe(id);
    expect(clusterIdIn('csv export fails')).toBeNull();
  });
});
