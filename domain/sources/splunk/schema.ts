import { z } from 'zod';
import { id, part, text, time } from '../lenient.ts';

/* Only the fields that are used, as https://docs.splunk.com/Documentation/Splunk/latest/Alert/Webhooks has them. */

/** A field of several values comes as a list. */
const resultValue = z
  .union([
    z.string(),
    z.number().transform(String),
    z.boolean().transform(String),
    z.array(z.unknown()).transform((values) =>
      values
        .slice(0, 50)
        .filter((value) => typeof value === 'string' || typeof value === 'number')
        .join(', '),
    ),
  ])
  .nullable()
  .catch(null);

const MOST_ROWS = 20;

/** The first row that the search found; a list of them, where something else than Splunk's own action posts it. */
const Rows = z.preprocess(
  (result) => (Array.isArray(result) ? result.slice(0, MOST_ROWS) : [result]),
  z.array(z.record(z.string(), resultValue).catch({})).transform((rows) => rows.filter((row) => Object.keys(row).length > 0)),
);

export const SplunkAlert = z
  .object({
    sid: id,
    search_name: text,
    results_link: text,
    app: text,
    owner: text,
    result: Rows,
    results: Rows,
  })
  .transform(({ result, results, ...alert }) => ({ ...alert, rows: result.length > 0 ? result : results }));
export type SplunkAlert = z.infer<typeof SplunkAlert>;

const Input = part(z.object({ fragment: text, value: resultValue, key: z.record(z.string(), resultValue).nullish().catch(null) }));

/** https://help.splunk.com/splunk-observability-cloud, Send alerts to a webhook. */
export const SplunkDetectorAlert = z.object({
  incidentId: id,
  detector: text,
  detectorId: id,
  detectorUrl: text,
  rule: text,
  severity: text,
  status: text,
  statusExtended: text,
  description: text,
  messageTitle: text,
  messageBody: text,
  eventType: text,
  originatingMetric: text,
  runbookUrl: text,
  tip: text,
  timestamp: time,
  inputs: z.record(z.string(), Input).nullish().catch(null),
  dimensions: z.record(z.string(), resultValue).nullish().catch(null),
});
export type SplunkDetectorAlert = z.infer<typeof SplunkDetectorAlert>;
