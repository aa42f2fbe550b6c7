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

/** The first row that the search found, by itself or in a list; empty, or no object at all, where it found none. */
const Result = z.preprocess((result) => (Array.isArray(result) ? result[0] : result), z.record(z.string(), resultValue).catch({}));

export const SplunkAlert = z.object({
  sid: id,
  search_name: text,
  results_link: text,
  app: text,
  owner: text,
  result: Result.nullish().transform((result) => result ?? {}),
});
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
