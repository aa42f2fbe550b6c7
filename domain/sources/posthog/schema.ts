import { z } from 'zod';
import { parseBoundedJson } from '../../json.ts';
import { flag, id, items, number, part, text, time } from '../lenient.ts';

/*
 * Only the fields that are used, as PostHog's events have them: https://posthog.com/docs/error-tracking/capture for exceptions,
 * https://posthog.com/docs/cdp/destinations for what a destination sends, https://posthog.com/docs/api/events for a pulled row.
 */

/** As a library sends it, and as PostHog gives it back when it has resolved the source map. */
const Frame = z.object({
  function: text,
  resolved_name: text,
  mangled_name: text,
  filename: text,
  source: text,
  module: text,
  abs_path: text,
  lineno: number,
  line: number,
  in_app: flag,
});
export type PostHogFrame = z.infer<typeof Frame>;

const ExceptionItem = z.object({
  type: text,
  value: text,
  stacktrace: part(z.object({ frames: items(Frame) })),
});
export type PostHogException = z.infer<typeof ExceptionItem>;

export const Frames = items(Frame);

/** A text that older libraries send bare and newer ones as the only item of a list. */
const oneText = z
  .union([z.string(), z.array(z.unknown()).transform((values) => values.find((value) => typeof value === 'string') ?? null)])
  .nullish()
  .catch(null);

/** The list that a text holds as JSON; anything else as it is. Pure. */
export function listOfText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s{0,20}\[/u.test(value)) return value;
  try {
    return parseBoundedJson(value);
  } catch {
    return value;
  }
}

export const PostHogProperties = z.object({
  /** A template that says it in quotes makes a text of it. */
  $exception_list: z.preprocess(listOfText, items(ExceptionItem)),
  $exception_issue_id: id,
  $exception_fingerprint: oneText,
  $exception_level: text,
  $level: text,
  $exception_handled: flag,
  $exception_message: text,
  $exception_type: text,
  /** A trace as text, or its frames as JSON in a text. */
  $exception_stack_trace_raw: z.unknown().optional(),
  $exception_types: oneText,
  $exception_values: oneText,
  /** Of the alerts about an issue. */
  name: text,
  description: text,
  status: text,
  fingerprint: oneText,
  $current_url: text,
  $session_id: text,
  $browser: text,
  $os: text,
  $lib: text,
  $app_version: text,
  environment: text,
  $survey_name: text,
});

export const PostHogEvent = z.object({
  uuid: id,
  id,
  eventUuid: id,
  event: z.string().min(1),
  distinct_id: id,
  distinctId: id,
  timestamp: time,
  url: text,
  properties: z.record(z.string(), z.unknown()).catch({}),
});
export type PostHogEvent = z.infer<typeof PostHogEvent>;

export type PostHogProperties = z.infer<typeof PostHogProperties>;

/** How an issue of error tracking stands when nobody wants to hear of it any more; the others, `active` and `pending_release`, still happen. */
export const ISSUE_IS_OVER: readonly string[] = ['archived', 'resolved', 'suppressed'];

/** An issue of error tracking, as the API answers it: https://posthog.com/docs/api/error-tracking */
export const PostHogIssue = z.object({ id: z.string().min(1).max(200), status: z.string() });

export const PostHogProject = part(z.object({ name: text, url: text }));
