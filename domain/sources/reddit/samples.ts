/** Posts in the shape of Reddit's API, with values of our own; for tests and test events. */
export const post = {
  id: '1abc2d',
  name: 't3_1abc2d',
  title: 'Export to CSV stops at row 1000',
  selftext: 'Since the last update every export ends after a thousand rows. Am I the only one?',
  subreddit: 'shopsoftware',
  subreddit_name_prefixed: 'r/shopsoftware',
  permalink: '/r/shopsoftware/comments/1abc2d/export_to_csv_stops_at_row_1000/',
  author: 'quiet_otter_7',
  created_utc: 1_772_443_204,
  edited: false,
  score: 14,
  num_comments: 6,
  url: 'https://www.reddit.com/r/shopsoftware/comments/1abc2d/export_to_csv_stops_at_row_1000/',
  link_flair_text: 'Bug',
  removed_by_category: null,
};

/** A feedback item whose facts of the post are in `metadata`. */
export const feedbackItem = {
  id: '0b6f1f5c-6d0e-4e35-9d4f-0c0f5f0a7a11',
  source: 'reddit',
  external_id: 't3_1abc2d',
  title: post.title,
  body: post.selftext,
  metadata: { subreddit: post.subreddit, permalink: post.permalink, author: post.author, score: 14 },
  created_at: '2026-03-02T09:20:04Z',
};

export const pulled = (changes: Partial<Record<keyof typeof post, unknown>> = {}) => ({ post: { ...post, ...changes } });
