import type { FeedbackBody } from '#domain/api-contract';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ReportDetail } from './report-detail.tsx';

const report: FeedbackBody = {
  id: 'r-1',
  project_id: 'p-1',
  source: 'github',
  external_id: '2201',
  title: 'Export stops at row 1000',
  body: 'It stops.',
  kind: 'human',
  level: null,
  author: 'maria-k',
  url: null,
  status: 'open',
  trust: 'public_issue',
  metadata: {},
  exceptions: [],
  occurrences: 3,
  met_by: [],
  created_at: '2026-03-02T09:00:00.000Z',
  received_at: '2026-03-02T09:00:00.000Z',
  last_seen_at: '2026-03-02T09:00:00.000Z',
  cluster_id: null,
  evidence: null,
  suggested_for: [],
};
const shown = (met_by: string[]) => renderToStaticMarkup(<ReportDetail report={{ ...report, met_by }} />);

it('names who else met it', () => {
  expect(shown(['ben', 'zoë'])).toContain('<dt class="text-muted">Met by</dt><dd dir="auto" class="break-words text-left">ben, zoë</dd>');
  expect(shown([])).not.toContain('Met by');
});

it('names twenty, and counts the others', () => {
  const html = shown(Array.from({ length: 27 }, (_, n) => `person-${n + 1}`));

  expect(html).toContain('person-20, 7 more');
  expect(html).not.toContain('person-21');
});

it('tells what was closed at its source from what is not there any more', () => {
  const html = (metadata: FeedbackBody['metadata']) =>
    renderToStaticMarkup(<ReportDetail report={{ ...report, status: 'closed', metadata }} />);

  expect(html({})).toContain('closed at its source');
  expect(html({ removed: 'deleted at Sentry' })).toContain('gone from its source');
  expect(html({ removed: 'deleted at Sentry' })).not.toContain('closed at its source');
});
