import { z } from 'zod';
import { id, number, text, time } from '../lenient.ts';
import { cleanLine } from '../text.ts';

/* Only the fields that are used, as https://www.reddit.com/dev/api has those of a link ("t3"). */

const readable = (value: string) => cleanLine(value, 300) !== '';
const When = z.union([z.number(), z.string().refine((value) => !Number.isNaN(Date.parse(value)), 'must be a date')]).nullish();
const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** What POST /ingest/reddit takes: a post as Reddit's API has it, or as a feedback item with the post's facts in `metadata`. */
export const RedditSubmission = z.object({
  source: z.literal('reddit').optional(),
  external_id: z.string().min(1).max(256).nullish(),
  id: z.string().min(1).max(256).nullish(),
  title: z.string().refine(readable, 'must not be blank'),
  body: z.string().nullish(),
  selftext: z.string().nullish(),
  subreddit: z.string().max(100).nullish(),
  permalink: z.string().max(2000).nullish(),
  author: z.string().max(200).nullish(),
  created_utc: When,
  created_at: When,
  score: z.number().nullish(),
  num_comments: z.number().int().nullish(),
  url: z.string().max(4000).nullish(),
  metadata: z.record(z.string().max(100), z.union([Scalar, z.array(Scalar)])).nullish(),
});

/** The same, and the post of a listing, read leniently: a score that is no number loses no report. */
export const RedditPost = z.object({
  external_id: id,
  id,
  name: id,
  title: text,
  body: text,
  selftext: text,
  subreddit: text,
  permalink: text,
  author: text,
  created_utc: time,
  created_at: time,
  /** Seconds since 1970, or false. */
  edited: number,
  score: number,
  num_comments: number,
  url: text,
  link_flair_text: text,
  removed_by_category: text,
  metadata: z.record(z.string(), z.unknown()).nullish().catch(null),
});
export type RedditPost = z.infer<typeof RedditPost>;

/** A row of a poll: a post of the listing, as it stands there or in its envelope, or the id of one that is gone. */
export const RedditPulled = z.object({
  post: z.union([z.object({ kind: z.string(), data: RedditPost }).transform(({ data }) => data), RedditPost]).nullish(),
  removed: id,
});
