import { describe, expect, it } from 'vitest';
import { MalformedPayloadError } from '../../errors.ts';
import { NormalizedReport } from '../../report.ts';
import { anyPayload, mangled, neverBreaks } from '#tests/hostile-payloads';
import { OWN_EVENT } from '../definition.ts';
import { parseReddit } from './normalize.ts';
import * as samples from './samples.ts';
import { RedditSubmission } from './schema.ts';

const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: 'member-1' };

function reportOf(payload: unknown): NormalizedReport {
  const parsed = parseReddit(null, payload, facts);
  if (parsed.outcome !== 'report') throw new Error(`expected a report, got ${parsed.outcome}`);
  return NormalizedReport.parse(parsed.report);
}
const pull = (payload: unknown) => parseReddit(OWN_EVENT.pulled, payload, facts);

describe('a post that somebody sends', () => {
  it('is a report of nobody we know', () => {
    expect(reportOf(samples.post)).toEqual({
      externalId: '1abc2d',
      title: 'Export to CSV stops at row 1000',
      body: samples.post.selftext,
      kind: 'human',
      occurredAt: '2026-03-02T09:20:04.000Z',
      author: 'quiet_otter_7',
      level: null,
      exceptions: [],
      senderGroup: null,
      url: 'https://www.reddit.com/r/shopsoftware/comments/1abc2d/export_to_csv_stops_at_row_1000/',
      status: 'open',
      trust: 'anonymous',
      metadata: {
        subreddit: 'shopsoftware',
        permalink: 'https://www.reddit.com/r/shopsoftware/comments/1abc2d/export_to_csv_stops_at_row_1000/',
        author: 'quiet_otter_7',
        flair: 'Bug',
        created_utc: 1_772_443_204,
        score: 14,
        num_comments: 6,
        url: samples.post.url,
      },
    });
  });

  it('is the same fact as a feedback item, with what its metadata says', () => {
    expect(reportOf(samples.feedbackItem)).toMatchObject({
      externalId: '1abc2d',
      author: 'quiet_otter_7',
      occurredAt: '2026-03-02T09:20:04.000Z',
      url: 'https://www.reddit.com/r/shopsoftware/comments/1abc2d/export_to_csv_stops_at_row_1000/',
      metadata: { subreddit: 'shopsoftware', score: 14 },
    });
  });

  it('is known by its address where it has no id, and is a fact of its own where it has neither', () => {
    const { id: _, name: __, ...post } = samples.post;

    expect(reportOf(post).externalId).toBe('1abc2d');
    expect(reportOf({ title: 'Broken' }).externalId).toBeNull();
  });

  it.each([
    [{ selftext: 'Words' }, 'Words'],
    [{ selftext: '' }, samples.post.title],
    [{ selftext: null, body: 'Body' }, 'Body'],
  ])('%j says %j', (changes, body) => {
    expect(reportOf({ ...samples.post, ...changes }).body).toBe(body);
  });

  it('has a title of at most 200 characters, no author who left, and no address that is none', () => {
    const report = reportOf({ title: 'x'.repeat(300), author: '[deleted]', permalink: 'javascript:alert(1)', url: 'data:text/html,x' });

    expect(report.title).toHaveLength(200);
    expect(report).toMatchObject({ author: null, url: null });
  });

  it.each([{ removed_by_category: 'moderator' }, { selftext: '[removed]' }, { selftext: '[deleted]' }])('with %j is closed', (changes) => {
    expect(parseReddit(null, { ...samples.post, ...changes }, facts)).toEqual({
      outcome: 'status',
      externalId: '1abc2d',
      status: 'closed',
      at: facts.receivedAt,
      orStore: null,
      gone: 'the post was removed at Reddit',
    });
  });
});

describe('what the ingest route takes', () => {
  it.each([samples.post, samples.feedbackItem, { title: 'Broken' }])('%#', (body) => {
    expect(RedditSubmission.safeParse(body).success).toBe(true);
  });

  it.each([
    [{}, 'title'],
    [{ title: ' \u0000 ' }, 'title'],
    [{ title: 7 }, 'title'],
    [{ ...samples.post, source: 'sentry' }, 'source'],
    [{ ...samples.post, external_id: 12 }, 'external_id'],
    [{ ...samples.post, created_utc: 'yesterday' }, 'created_utc'],
    [{ ...samples.post, score: 'many' }, 'score'],
    [{ ...samples.post, metadata: { a: { b: 1 } } }, 'metadata.a'],
  ])('refuses %j and names %s', (body, field) => {
    expect(RedditSubmission.safeParse(body).error?.issues[0]?.path.join('.')).toBe(field);
  });
});

describe('a pulled row', () => {
  it('changes what is known, without counting it again', () => {
    expect(pull(samples.pulled())).toMatchObject({ outcome: 'edited', report: { externalId: '1abc2d' }, at: '2026-03-02T09:20:04.000Z' });
    expect(pull({ post: { kind: 't3', data: { ...samples.post, edited: 1_772_450_000 } } })).toMatchObject({
      outcome: 'edited',
      at: '2026-03-02T11:13:20.000Z',
    });
  });

  it.each([{ removed: '1abc2d' }, { removed: 't3_1abc2d' }, samples.pulled({ removed_by_category: 'deleted' })])('%j closes it', (row) => {
    expect(pull(row)).toMatchObject({ outcome: 'status', externalId: '1abc2d', status: 'closed', orStore: null });
  });

  it.each([{}, { post: null }, { post: { title: 'no id' } }, { post: { id: 'a' } }, { removed: '' }, 7, null])('%j is nothing', (row) => {
    expect(() => pull(row)).toThrow(MalformedPayloadError);
  });
});

it.each([null, 7, 'text', [], {}, { title: '\u0000' }])('%j is no post', (payload) => {
  expect(() => parseReddit(null, payload, facts)).toThrow(MalformedPayloadError);
});

it('hostile bodies give an outcome in bounds or a MalformedPayloadError', () => {
  neverBreaks(parseReddit, [null, OWN_EVENT.pulled], anyPayload);
  neverBreaks(parseReddit, [null, OWN_EVENT.pulled], mangled(samples.post));
  neverBreaks(parseReddit, [null, OWN_EVENT.pulled], mangled(samples.feedbackItem));
  neverBreaks(parseReddit, [null, OWN_EVENT.pulled], mangled(samples.pulled()));
});
