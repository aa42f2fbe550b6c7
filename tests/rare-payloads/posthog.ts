import type { RarePayload } from './index.ts';

const exception = (uuid: string, properties: object, more: object = {}) => ({
  event: {
    uuid,
    event: '$exception',
    distinct_id: 'customer-9',
    timestamp: '2026-03-02T09:20:04.221Z',
    elements_chain: '',
    url: `https://eu.posthog.example/project/7/events/${uuid}`,
    properties,
    ...more,
  },
  person: { id: 'p', name: 'x', properties: {} },
  project: { id: 7, name: 'Shop', url: 'https://eu.posthog.example/project/7' },
});
const ONLY_LISTED = 'kept only where the list of events names it';

export const posthog: readonly RarePayload[] = [
  {
    what: 'an exception without a stack',
    payload: exception('u-1', {
      $exception_list: [{ type: 'Error', value: 'Script error.', mechanism: { handled: false, synthetic: true } }],
    }),
    becomes: {
      stored: { externalId: 'u-1', title: 'Error: Script error.', exceptions: [{ type: 'Error', message: 'Script error.', frames: [] }] },
    },
  },
  {
    what: 'an exception of types and values beside an empty list',
    payload: exception('u-2', {
      $exception_list: [],
      $exception_types: ['TypeError'],
      $exception_values: ['x is null'],
      $exception_level: 'fatal',
    }),
    becomes: { stored: { title: 'TypeError: x is null', level: 'fatal' } },
  },
  {
    what: 'an exception that says nothing',
    payload: exception('u-3', {}),
    becomes: { stored: { title: 'PostHog: $exception', level: 'error' } },
  },
  {
    what: 'an exception of a library that minifies, with the names that were found again',
    payload: exception('u-4', {
      $exception_issue_id: 'i-4',
      $exception_list: [
        {
          id: '1',
          type: 'RangeError',
          value: 'price',
          stacktrace: {
            type: 'resolved',
            frames: [
              {
                raw_id: 'a/0',
                mangled_name: 't',
                resolved_name: 'total',
                source: 'cart.ts',
                line: 4,
                column: 2,
                in_app: true,
                lang: 'javascript',
                resolved: true,
              },
              {
                raw_id: 'b/0',
                mangled_name: 'e',
                resolved_name: null,
                source: 'https://shop.example/a.js',
                line: 1,
                column: 9,
                in_app: true,
                resolved: false,
                resolve_failure: 'no map',
              },
            ],
          },
        },
      ],
    }),
    becomes: {
      stored: {
        externalId: 'issue:i-4',
        exceptions: [
          {
            type: 'RangeError',
            message: 'price',
            frames: [
              { function: 'total', file: 'cart.ts', line: 4, inApp: true },
              { function: 'e', file: 'https://shop.example/a.js', line: 1, inApp: true },
            ],
          },
        ],
      },
    },
  },
  {
    what: 'an exception whose person was not made',
    payload: { ...exception('u-5', { $process_person_profile: false, $exception_message: 'lost' }), person: null, groups: {} },
    becomes: { stored: { externalId: 'u-5', title: 'Error: lost' } },
  },
  {
    what: 'an exception in a list of one, as a batch export posts it',
    payload: [exception('u-6', { $exception_message: 'one of one' }).event],
    becomes: { stored: { externalId: 'u-6' } },
  },
  {
    what: 'an issue that was reopened',
    payload: exception(
      'u-7',
      { name: 'RangeError', description: 'price', status: 'active' },
      { event: '$error_tracking_issue_reopened', distinct_id: 'i-7' },
    ),
    becomes: { stored: { externalId: 'issue:i-7', title: 'RangeError', status: 'open', author: null } },
  },
  {
    what: 'an issue that was assigned',
    payload: exception('u-8', { name: 'RangeError' }, { event: '$error_tracking_issue_assigned', distinct_id: 'i-8' }),
    becomes: { filtered: ONLY_LISTED },
  },
  {
    what: 'what somebody did in PostHog',
    payload: exception('u-9', { activity: 'updated', scope: 'Insight' }, { event: '$activity_log_entry_created' }),
    becomes: { filtered: ONLY_LISTED },
  },
  {
    what: 'an answer to a survey that nobody asked for',
    payload: exception('u-10', { $survey_id: 's', $survey_response: 'Nice' }, { event: 'survey sent' }),
    becomes: { filtered: ONLY_LISTED },
  },
];
