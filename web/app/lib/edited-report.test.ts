import { expect, it } from 'vitest';
import { changedFields } from './edited-report.ts';

const report = { title: 'Saving fails', body: 'Since today.', status: 'open' } as const;

it('sends only what differs', () => {
  expect(changedFields(report, { ...report, title: ' Saving fails ' })).toEqual({});
  expect(changedFields(report, { title: 'Saving hangs', body: '', status: 'closed' })).toEqual({
    title: 'Saving hangs',
    body: '',
    status: 'closed',
  });
});
