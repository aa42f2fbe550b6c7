import { z } from 'zod';
import { Level, ReportKind } from '../../report.ts';
import { cleanLine, httpUrl } from '../text.ts';

/* Our own shape, in the envelope of https://www.standardwebhooks.com or without it. */

const Time = z.union([
  z.number().min(0),
  z.string().refine((value) => !Number.isNaN(Date.parse(value)), 'must be a date as in ISO 8601, or seconds since 1970'),
]);
const Identity = z
  .union([z.string().min(1).max(256), z.number().int()])
  .transform((id) => cleanLine(String(id), 256))
  .refine((id) => id !== '', 'must not be blank');
const Line = (most: number) => z.string().max(most);

const Frame = z.object({
  function: Line(2000).nullish(),
  file: Line(4000).nullish(),
  line: z.number().int().nullish(),
  in_app: z.boolean().nullish(),
});
/** The frame that threw comes last in `frames`; `stack` is a trace as text, as the language prints it. */
const Exception = z.object({
  type: Line(1000).nullish(),
  message: z.string().nullish(),
  frames: z.array(Frame).max(1000).nullish(),
  stack: z.string().nullish(),
});
export type StandardException = z.infer<typeof Exception>;

const Fields = z.object({
  /** The sender's identity of the problem: the same again is the same problem again. */
  external_id: Identity.nullish(),
  title: Line(1000).nullish(),
  body: z.string().nullish(),
  level: Level.nullish(),
  kind: ReportKind.nullish(),
  url: Line(2000)
    .refine((value) => httpUrl(value) !== null, 'must be an address with http or https')
    .nullish(),
  author: Line(200).nullish(),
  status: z.enum(['open', 'closed']).nullish(),
  occurred_at: Time.nullish(),
  exception: Exception.nullish(),
  /** From the outermost cause to what was thrown; beside `exception`, or in place of it. */
  exceptions: z.array(Exception).max(50).nullish(),
  /** Reports of one group are one problem, whatever their words. */
  group: Identity.nullish(),
  metadata: z.record(z.string().max(100), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullish(),
});
type StandardFields = z.infer<typeof Fields>;

/** What is only closed needs no words: who sent it knows it by its id. */
const sayable = (fields: StandardFields) =>
  cleanLine(fields.title ?? '', 200) !== '' ||
  (fields.status === 'closed' && fields.external_id !== null && fields.external_id !== undefined);

/** POST /ingest/standard: `{type, timestamp, data: {title, …}}`, or the fields of `data` alone. One object, so that what is wrong has one name. */
export const StandardReport = Fields.extend({
  type: z.string().max(200).nullish(),
  timestamp: Time.nullish(),
  data: Fields.nullish(),
})
  .superRefine(({ data, ...flat }, context) => {
    if (sayable(data ?? flat)) return;
    context.addIssue({ code: 'custom', path: data ? ['data', 'title'] : ['title'], message: 'must not be blank' });
  })
  .transform(({ data, type, timestamp, ...flat }) => ({ ...(data ?? flat), type, timestamp }));
export type StandardReport = z.infer<typeof StandardReport>;
