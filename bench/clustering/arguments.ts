import { parseArgs } from 'node:util';

/** What the clustering commands have in common. */
export function readArguments() {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      vectors: { type: 'string' },
      model: { type: 'string' },
      batch: { type: 'string', default: '200' },
      budget: { type: 'string' },
      record: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
    },
  });
  if (values.data.length === 0) {
    console.error('needs --data FILE.jsonl, once or more');
    process.exit(2);
  }
  return values;
}
