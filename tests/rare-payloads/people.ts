import type { RarePayload } from './index.ts';

const post = (id: string, fields: object = {}) => ({
  id,
  name: `t3_${id}`,
  title: `Sync ${id} is stuck`,
  selftext: 'Since the update.',
  subreddit: 'shopsoftware',
  permalink: `/r/shopsoftware/comments/${id}/sync/`,
  author: 'quiet_otter_7',
  created_utc: 1_772_443_204,
  ...fields,
});

export const reddit: readonly RarePayload[] = [
  {
    what: 'a post whose author is deleted',
    payload: post('2aa1', { author: '[deleted]' }),
    becomes: { stored: { externalId: '2aa1', author: null } },
  },
  {
    what: 'a post without an author',
    payload: post('2aa2', { author: undefined }),
    becomes: { stored: { externalId: '2aa2', author: null } },
  },
  {
    what: 'a post whose words were taken away',
    payload: post('2aa3', { selftext: '[removed]' }),
    becomes: { filtered: 'a change to something that was never reported here' },
  },
  {
    what: 'a post that its author took away',
    payload: post('2aa4', { removed_by_category: 'deleted', selftext: '' }),
    becomes: { filtered: 'a change to something that was never reported here' },
  },
  {
    what: 'a link',
    payload: post('2aa5', { selftext: '', is_self: false, url: 'https://status.example/1' }),
    becomes: { stored: { externalId: '2aa5', body: 'Sync 2aa5 is stuck' } },
  },
  {
    what: 'a crosspost',
    payload: post('2aa6', { selftext: '', crosspost_parent: 't3_1zz', crosspost_parent_list: [post('1zz')] }),
    becomes: { stored: { externalId: '2aa6' } },
  },
  {
    what: 'a gallery',
    payload: post('2aa7', { is_gallery: true, media_metadata: { a: { e: 'Image' } } }),
    becomes: { stored: { body: 'Since the update.' } },
  },
  {
    what: 'a post with a score that is hidden',
    payload: post('2aa8', { score: null, num_comments: null }),
    becomes: { stored: { externalId: '2aa8' } },
  },
  {
    what: 'a post by its full name alone',
    payload: post('2aa9', { id: undefined, permalink: null }),
    becomes: { stored: { externalId: '2aa9', url: null } },
  },
  {
    what: 'a post of a person’s own page',
    payload: post('2ab0', { subreddit: 'u_quiet_otter_7', permalink: '/user/quiet_otter_7/comments/2ab0/sync/' }),
    becomes: { stored: { url: 'https://www.reddit.com/user/quiet_otter_7/comments/2ab0/sync/' } },
  },
];

const said = (title: string, fields: object = {}) => ({ title, body: 'As it says.', ...fields });
export const standard: readonly RarePayload[] = [
  {
    what: 'an unknown type',
    payload: { type: 'invoice.paid', timestamp: '2026-03-02T09:20:05Z', data: said('Invoice was paid twice') },
    becomes: { stored: { title: 'Invoice was paid twice', kind: 'human' } },
  },
  {
    what: 'a time of nanoseconds',
    payload: { type: 'x', timestamp: '2022-11-03T20:26:10.344522Z', data: said('Old one') },
    becomes: { stored: { occurredAt: '2022-11-03T20:26:10.344Z' } },
  },
  {
    what: 'data that is null',
    payload: { type: 'x', timestamp: null, data: null, ...said('Flat') },
    becomes: { stored: { title: 'Flat' } },
  },
  {
    what: 'something closed that was never told of',
    payload: { data: { external_id: 'never', status: 'closed' } },
    becomes: { filtered: 'a change to something that was never reported here' },
  },
  {
    what: 'something closed without an id',
    payload: { data: said('It is over', { status: 'closed' }) },
    becomes: { stored: { title: 'It is over', status: 'closed' } },
  },
  {
    what: 'a trace as text',
    payload: said('Trace', { exception: { stack: 'TypeError: x\n    at pay (app/pay.ts:4:2)' } }),
    becomes: {
      stored: {
        exceptions: [{ type: 'TypeError', message: 'x', frames: [{ function: 'pay', file: 'app/pay.ts', line: 4, inApp: null }] }],
      },
    },
  },
  {
    what: 'a chain of causes',
    payload: said('Chain', { exceptions: [{ type: 'IOError' }, { type: 'AppError', message: 'm' }] }),
    becomes: {
      stored: {
        kind: 'machine',
        exceptions: [
          { type: 'IOError', message: '', frames: [] },
          { type: 'AppError', message: 'm', frames: [] },
        ],
      },
    },
  },
  {
    what: 'facts of every kind',
    payload: said('Facts', { metadata: { a: 1, b: true, c: null, d: 'x' } }),
    becomes: { stored: { metadata: { a: 1, b: true, d: 'x' } } },
  },
  {
    what: 'an identity of other letters',
    payload: said('Identity', { external_id: 'заказ-7' }),
    becomes: { stored: { externalId: 'заказ-7' } },
  },
  { what: 'a title of two lines', payload: said('First line\nsecond line'), becomes: { stored: { title: 'First line second line' } } },
];

export const manual: readonly RarePayload[] = [
  { what: 'one word', payload: { text: 'Broken' }, becomes: { stored: { title: 'Broken', body: 'Broken' } } },
  { what: 'a question', payload: { text: 'Why is it slow? It was not.' }, becomes: { stored: { title: 'Why is it slow?' } } },
  { what: 'an emoji', payload: { text: '💥💥' }, becomes: { stored: { title: '💥💥' } } },
  { what: 'a text without blanks', payload: { text: 'x'.repeat(300) }, becomes: { stored: { title: `${'x'.repeat(79)}…` } } },
  { what: 'blank lines first', payload: { text: '\n\n  The button\nis gone' }, becomes: { stored: { title: 'The button' } } },
  { what: 'Windows line ends', payload: { text: 'One.\r\nTwo.' }, becomes: { stored: { title: 'One', body: 'One.\nTwo.' } } },
  { what: 'text from right to left', payload: { text: 'الزر لا يعمل' }, becomes: { stored: { title: 'الزر لا يعمل' } } },
  { what: 'a title alone', payload: { title: 'Only a title', body: '' }, becomes: { stored: { title: 'Only a title', body: '' } } },
  {
    what: 'a version number in the first sentence',
    payload: { text: 'v2.4.1 hangs at start. Always.' },
    becomes: { stored: { title: 'v2.4.1 hangs at start' } },
  },
  {
    what: 'a pasted trace',
    payload: { title: 'Crash', body: 'TypeError: x\n    at pay (app/pay.ts:4:2)' },
    becomes: { stored: { title: 'Crash', kind: 'human' } },
  },
];
