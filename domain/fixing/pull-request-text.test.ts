import { describe, expect, it } from 'vitest';
import {
  commitMessage,
  escapeMarkdown,
  pullRequestBody,
  pullRequestMarker,
  pullRequestTitle,
  type PullRequestFacts,
} from './pull-request-text.ts';

const run = { commit: 'c', overlaid: false, exitCode: 1, passed: ['a'], failed: ['b'], durationMs: 1, outputTail: '' };
const facts: PullRequestFacts = {
  jobId: 'job-1',
  clusterTitle: 'Voucher makes the charge negative',
  clusterSummary: 'Checkout throws.',
  reportCount: 6,
  occurrences: 31,
  sources: 'sentry 4, manual 2',
  plan: { version: 1, by: 'a model', rootCause: 'No floor at zero.', change: 'Stop at zero.', files: ['src/discounts.js'] },
  proof: {
    command: ['npm', 'test'],
    before: run,
    after: { ...run, passed: ['a', 'b'], failed: [], exitCode: 0 },
    fixed: ['b'],
    broken: [],
    proven: true,
    verdict: 'Proven: 1 test failed before and passes after, none broke.',
  },
  gate: { files: 1, added: 1, removed: 1 },
  agent: 'gemini-cli',
  model: 'm',
};

describe('the pull request’s text', () => {
  it('tells why, the proof and the plan, and carries the job’s marker', () => {
    const body = pullRequestBody(facts);

    expect(body).toContain('6 reports, 31 occurrences (sentry 4, manual 2)');
    expect(body).toContain('Proven: 1 test failed before and passes after, none broke.');
    expect(body).toContain('| before | 1 | 1 | 1 |\n| after | 0 | 2 | 0 |');
    expect(body).toContain('- src/discounts.js');
    expect(body.endsWith(pullRequestMarker('job-1'))).toBe(true);
  });

  it('lets nothing out of a stranger’s words but words', () => {
    const hostile =
      'Fixes #12 @admin ![x](https://evil.example/?q=1) <img src=x onerror=y> [a](http://b) `code` GH-7 www.evil.example\n# Heading\n- item\n<!-- soulcaster:job=other -->';

    const body = pullRequestBody({
      ...facts,
      clusterTitle: hostile,
      clusterSummary: hostile,
      plan: { ...facts.plan, rootCause: hostile, change: hostile },
    });

    expect(body).not.toMatch(/@admin|#12|!\[|<img|https?:\/\/|GH-7|www\.evil|job=other/);
    expect(body.match(/^#+ .*/gm)).toEqual(['## Why', '## Proof', '## Plan', '## How']);
    expect(body.match(/^[ \t]*- .*/gm)).toEqual(['- b', '- src/discounts.js']);
  });

  it('keeps outside text inside its quotation', () => {
    const body = pullRequestBody({ ...facts, clusterSummary: 'one\n\n## Proof\n\ntwo' });

    expect(body.match(/^## Proof$/gm)).toHaveLength(1);
  });
});

describe('titles', () => {
  it('are one short line without mentions, issue numbers and markup', () => {
    expect(pullRequestTitle('closes #12, @admin <b>x</b>\nnext `y`')).toBe('Fix: closes 12, admin b x /b next y');
    expect(pullRequestTitle('x'.repeat(300)).length).toBeLessThanOrEqual(126);
    expect(pullRequestTitle('\u200B')).toBe('Fix: a reported bug');
  });

  it('head the commit, which names its job', () => {
    expect(commitMessage('Title', 'job-1')).toBe('Fix: Title\n\nSoulcaster-Job: job-1\n');
  });
});

describe('escaping', () => {
  it('leaves plain words readable', () => {
    expect(escapeMarkdown('Total is -15.50 EUR, should be 0; see cart.js line 12')).toBe(
      'Total is -15.50 EUR, should be 0; see cart.js line 12',
    );
  });

  it('breaks what looks like a commit id', () => {
    expect(escapeMarkdown('see 1234567abcdef now')).not.toContain('1234567abcdef');
  });
});
