/** Reports in our own shape; for tests and test events. */
export const fields = {
  external_id: 'job-4711',
  title: 'Nightly export failed',
  body: 'The export of invoices ended after 1000 of 1024 rows.',
  level: 'error',
  url: 'https://jobs.shop.example/runs/4711',
  author: 'nightly',
  occurred_at: '2026-03-02T09:20:04Z',
  exception: {
    type: 'RangeError',
    message: 'row 1001 is out of range',
    frames: [
      { function: 'main', file: 'jobs/export.ts', line: 12, in_app: true },
      { function: 'rowAt', file: 'jobs/rows.ts', line: 7, in_app: true },
    ],
  },
  group: 'nightly-export',
  metadata: { environment: 'production', rows: 1000, retried: true },
};

export const wrapped = { type: 'report.created', timestamp: '2026-03-02T09:20:05Z', data: fields };
