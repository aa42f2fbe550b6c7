import { v5 } from 'uuid';
import { issueOpened, type GithubIssueFacts } from './github-payloads.ts';
import { errorCreated, eventAlert, issueCreated, type EventFacts, type IssueFacts } from './sentry-payloads.ts';

/** The bugs of local/sample/package, by the file that has each. */
export type SampleBug = 'csv-export' | 'discounts' | 'search' | 'invoices' | 'stock';

/** One delivery, as its vendor would post it. */
export interface SampleDelivery {
  /** Unique and the same at every start: a delivery that arrived before is a duplicate. */
  key: string;
  source: 'sentry' | 'github' | 'manual';
  /** Value of the vendor's event type header; null for manual reports. */
  eventType: string | null;
  /** UUID for the vendor's delivery id header. */
  deliveryId: string;
  body: Record<string, unknown>;
}

/** A report and where it belongs. */
export interface SampleReport extends SampleDelivery {
  /** The bug it reports, or null for noise: those stand alone. */
  bug: SampleBug | null;
  /** As the report is shown. */
  title: string;
}

const NAMESPACE = '5b9d1f0e-4f6a-5c3e-8f7b-0a6c2d9e1b34';

const csvFrames = (shift: number) =>
  [
    ['exportOrders', 'csv-export.js', 8 + shift],
    ['formatRow', 'csv-export.js', 12 + shift],
    ['escapeField', 'csv-export.js', 16 + shift],
  ] as const;
const checkoutFrames = (shift: number) =>
  [
    ['checkout', 'checkout.js', 16 + shift],
    ['chargeRequest', 'checkout.js', 7 + shift],
    ['assertChargeable', 'checkout.js', 21 + shift],
  ] as const;
const searchFrames = (shift: number) =>
  [
    ['searchProducts', 'search.js', 5 + shift],
    ['createMatcher', 'search.js', 13 + shift],
  ] as const;
const invoiceFrames = (shift: number) =>
  [
    ['remindersFor', 'invoices.js', 16 + shift],
    ['assertNextMonth', 'invoices.js', 24 + shift],
  ] as const;
const stockFrames = (shift: number) =>
  [
    ['Object.audit', 'stock.js', 22 + shift],
    ['assertShelf', 'stock.js', 28 + shift],
  ] as const;

const EVENTS: readonly (EventFacts & { bug: SampleBug | null })[] = [
  {
    bug: 'csv-export',
    issueId: '610001',
    type: 'TypeError',
    message: "Cannot read properties of null (reading 'replaceAll')",
    frames: csvFrames(0),
    entry: 'request',
    hoursAgo: 3,
    user: 'u-2041',
    environment: 'production',
    release: 'sample-shop@1.4.2',
    root: 'app:///',
  },
  {
    bug: 'csv-export',
    issueId: '610002',
    type: 'TypeError',
    message: "Cannot read properties of null (reading 'replaceAll')",
    frames: csvFrames(-2),
    entry: 'job',
    hoursAgo: 75,
    user: 'accounting-job',
    environment: 'production',
    release: 'sample-shop@1.4.1',
    root: '/srv/shop/',
  },
  {
    bug: 'csv-export',
    issueId: '610003',
    type: 'TypeError',
    message: "Cannot read properties of undefined (reading 'replaceAll')",
    frames: csvFrames(0),
    entry: 'request',
    hoursAgo: 20,
    user: 'u-7',
    environment: 'staging',
    release: 'sample-shop@1.4.2-rc.1',
    root: 'app:///',
  },
  {
    bug: 'discounts',
    issueId: '610011',
    type: 'RangeError',
    message: 'charge amount must not be negative: -1550',
    frames: checkoutFrames(0),
    entry: 'request',
    hoursAgo: 9,
    user: 'u-3310',
    environment: 'production',
    release: 'sample-shop@1.4.2',
    root: 'app:///',
  },
  {
    bug: 'discounts',
    issueId: '610012',
    type: 'RangeError',
    message: 'charge amount must not be negative: -40',
    frames: checkoutFrames(-3),
    entry: 'request',
    hoursAgo: 130,
    user: 'u-1187',
    environment: 'production',
    release: 'sample-shop@1.3.9',
    root: '/srv/shop/',
  },
  {
    bug: 'search',
    issueId: '610021',
    type: 'SyntaxError',
    message: 'Invalid regular expression: /c++/i: Nothing to repeat',
    frames: searchFrames(0),
    entry: 'request',
    hoursAgo: 1,
    user: 'u-902',
    environment: 'production',
    release: 'sample-shop@1.4.2',
    root: 'app:///',
  },
  {
    bug: 'search',
    issueId: '610022',
    type: 'SyntaxError',
    message: 'Invalid regular expression: /mug (large/i: Unterminated group',
    frames: searchFrames(-1),
    entry: 'request',
    hoursAgo: 54,
    user: 'u-5521',
    environment: 'production',
    release: 'sample-shop@1.4.1',
    root: '/srv/shop/',
  },
  {
    bug: 'search',
    issueId: '610023',
    type: 'SyntaxError',
    message: 'Invalid regular expression: /*/i: Nothing to repeat',
    frames: searchFrames(0),
    entry: 'request',
    hoursAgo: 16,
    user: 'u-88',
    environment: 'staging',
    release: 'sample-shop@1.4.2-rc.1',
    root: 'app:///',
  },
  {
    bug: 'invoices',
    issueId: '610031',
    type: 'RangeError',
    message: 'invoice 2026-0117 is due 2 months after it was issued',
    frames: invoiceFrames(0),
    entry: 'job',
    hoursAgo: 30,
    user: 'reminder-job',
    environment: 'production',
    release: 'sample-shop@1.4.2',
    root: '/srv/shop/',
  },
  {
    bug: 'invoices',
    issueId: '610032',
    type: 'RangeError',
    message: 'invoice 2026-0093 is due 2 months after it was issued',
    frames: invoiceFrames(2),
    entry: 'job',
    hoursAgo: 212,
    user: 'reminder-job',
    environment: 'production',
    release: 'sample-shop@1.4.0',
    root: '/srv/shop/',
  },
  {
    bug: 'stock',
    issueId: '610041',
    type: 'Error',
    message: 'oversold mug-blue: 2 of 1 sold, shelf says 0',
    frames: stockFrames(0),
    entry: 'job',
    hoursAgo: 6,
    user: 'audit-job',
    environment: 'production',
    release: 'sample-shop@1.4.2',
    level: 'warning',
    root: '/srv/shop/',
  },
  {
    bug: 'stock',
    issueId: '610042',
    type: 'Error',
    message: 'oversold teapot-red: 9 of 8 sold, shelf says 0',
    frames: stockFrames(-1),
    entry: 'job',
    hoursAgo: 98,
    user: 'audit-job',
    environment: 'production',
    release: 'sample-shop@1.4.1',
    level: 'warning',
    root: '/srv/shop/',
  },
  {
    bug: null,
    issueId: '610091',
    type: 'Warning',
    message: 'Slow page: the catalogue took 4210 ms to render',
    frames: [],
    entry: 'request',
    hoursAgo: 40,
    user: 'u-64',
    environment: 'production',
    release: 'sample-shop@1.4.2',
    level: 'warning',
    root: 'app:///',
  },
];

const ISSUE_WITHOUT_TRACE: IssueFacts = {
  issueId: '610092',
  shortId: 'SHOP-9F',
  type: 'Error',
  message: 'connect ECONNREFUSED 10.0.3.17:6379',
  hoursAgo: 47,
  events: 3,
};

const GITHUB_ISSUES: readonly (GithubIssueFacts & { bug: SampleBug | null })[] = [
  {
    bug: 'csv-export',
    number: 41,
    title: "CSV export: Cannot read properties of null (reading 'replaceAll') for an order without a note",
    body: [
      'Since last week the CSV export for our accountant ends in an error page. The log has:',
      '',
      '```',
      "TypeError: Cannot read properties of null (reading 'replaceAll')",
      '    at escapeField (src/csv-export.js:16)',
      '    at formatRow (src/csv-export.js:12)',
      '```',
      '',
      'One order of that month has no note. As soon as I type anything into the note of that order, the export runs through.',
    ].join('\n'),
    login: 'lena-bergqvist',
    labels: ['bug', 'export'],
    hoursAgo: 26,
  },
  {
    bug: 'discounts',
    number: 38,
    title: 'Checkout: charge amount must not be negative when a voucher is worth more than the cart',
    body: [
      'I had a voucher of 25 euros and a cart of 9.50. Checkout answers `RangeError: charge amount must not be negative: -1550` from',
      '`assertChargeable`, called by `chargeRequest`. I expected the voucher to cover the cart and nothing left to charge.',
    ].join('\n'),
    login: 'tomasz-w',
    labels: ['bug'],
    hoursAgo: 101,
  },
  {
    bug: 'discounts',
    number: 43,
    title: 'Voucher worth more than the cart makes the checkout total negative',
    body: 'With a voucher of 20 on a cart of 12 the checkout shows a total of -8.00 EUR, and the charge is then refused. The total should stop at zero.',
    login: 'priya-n',
    labels: [],
    hoursAgo: 12,
  },
  {
    bug: 'search',
    number: 40,
    title: 'Search for "C++": SyntaxError, Invalid regular expression, Nothing to repeat',
    body: [
      'Typing `C++` into the product search gives `SyntaxError: Invalid regular expression: /C++/i: Nothing to repeat`.',
      'The search seems to build a regular expression from what I type. Searching for "gardeners" finds the same book.',
    ].join('\n'),
    login: 'mvdberg',
    labels: ['bug', 'search'],
    hoursAgo: 33,
  },
  {
    bug: 'invoices',
    number: 36,
    title: 'Invoice issued on 31 January is due in March, 2 months after it was issued',
    body: [
      'An invoice issued on 31 January should be due on 28 February. The due date we get is 3 March, and `remindersFor` then throws',
      '`RangeError: invoice 2026-0093 is due 2 months after it was issued`, so no reminder is sent.',
    ].join('\n'),
    login: 'aoife-k',
    labels: ['bug', 'invoices'],
    hoursAgo: 205,
  },
  {
    bug: 'invoices',
    number: 42,
    title: 'Due date of an invoice from the 31st lands in the wrong month',
    body: 'Invoices issued on 31 August are due on 1 October and not on 30 September. Invoices of other days have the right due date.',
    login: 'jmoreau',
    labels: ['bug'],
    hoursAgo: 28,
  },
  {
    bug: 'stock',
    number: 39,
    title: 'Stock audit: oversold mug-blue, 2 of 1 sold, after two orders for the last piece on the shelf',
    body: [
      'The shelf had one blue mug left. Two orders for that last piece arrived in the same second and both were confirmed.',
      'The nightly audit then ends with `oversold mug-blue: 2 of 1 sold, shelf says 0` from `assertShelf` in src/stock.js.',
    ].join('\n'),
    login: 'kasper-h',
    labels: ['bug', 'stock'],
    hoursAgo: 8,
  },
  {
    bug: null,
    number: 37,
    title: 'Show prices in US dollars',
    body: 'About a third of our visitors come from America. It would be lovely if they could switch the currency.',
    login: 'dbrooks',
    labels: ['enhancement'],
    hoursAgo: 160,
  },
];

type Written = { title: string; body: string } | { text: string };
const WRITTEN: readonly { key: string; bug: SampleBug | null; title: string; written: Written }[] = [
  {
    key: 'csv-phone-orders',
    bug: 'csv-export',
    title: 'CSV export fails as soon as an order without a note is in it',
    written: {
      title: 'CSV export fails as soon as an order without a note is in it',
      body: 'Orders taken by phone have no note. When one of them is in the month, the CSV export for the accountant fails with an error page.',
    },
  },
  {
    key: 'csv-october',
    bug: 'csv-export',
    title: 'The CSV export of October ends in an error page',
    written: {
      text: 'The CSV export of October ends in an error page. Our accountant can download it if I leave out the two orders without a note, with any order that has no note the export fails.',
    },
  },
  {
    key: 'voucher-phone-call',
    bug: 'discounts',
    title: 'Checkout refuses a voucher that is worth more than the cart',
    written: {
      text: 'Checkout refuses a voucher that is worth more than the cart. A customer on the phone has a voucher of 50 euros for a cart of 31, and the checkout says the charge amount must not be negative.',
    },
  },
  {
    key: 'voucher-total',
    bug: 'discounts',
    title: 'Negative total at checkout with a large voucher',
    written: {
      title: 'Negative total at checkout with a large voucher',
      body: 'Whenever the voucher is worth more than the cart, the checkout total goes negative and the charge is refused.',
    },
  },
  {
    key: 'search-plus',
    bug: 'search',
    title: 'Product search for C++ answers with an invalid regular expression',
    written: {
      text: 'Product search for C++ answers with an invalid regular expression. It breaks on the plus signs and on a bracket as well; searching for gardeners finds the book.',
    },
  },
  {
    key: 'search-brackets',
    bug: 'search',
    title: 'Product search: typing a bracket gives an invalid regular expression',
    written: {
      title: 'Product search: typing a bracket gives an invalid regular expression',
      body: 'I copied the name Mug (large) into the search. Typing only the opening bracket is enough, it says unterminated group. Without the bracket the search finds the mug.',
    },
  },
  {
    key: 'invoice-reminder',
    bug: 'invoices',
    title: 'No reminder for an invoice issued on the 31st',
    written: {
      title: 'No reminder for an invoice issued on the 31st',
      body: 'Three customers got no reminder. Their invoices were issued on 31 October, and the due date says 1 December instead of 30 November.',
    },
  },
  {
    key: 'invoice-february',
    bug: 'invoices',
    title: 'The due date of an invoice issued on 31 January is in March',
    written: {
      text: 'The due date of an invoice issued on 31 January is in March. Bookkeeping asks why the due date leaves out February; invoice 2026-0117 is one of them.',
    },
  },
  {
    key: 'stock-teapot',
    bug: 'stock',
    title: 'The last teapot on the shelf was sold to two orders',
    written: {
      text: 'The last teapot on the shelf was sold to two orders. They arrived in the same second and both were confirmed, although only one piece was left.',
    },
  },
  {
    key: 'stock-again',
    bug: 'stock',
    title: 'Oversold again: the last piece was sold to two orders',
    written: {
      title: 'Oversold again: the last piece was sold to two orders',
      body: 'Second time this week that two orders arrived together for the last piece on the shelf and both were confirmed. I had to cancel one.',
    },
  },
  {
    key: 'dark-theme',
    bug: null,
    title: 'Could the pages have a dark theme?',
    written: { text: 'Could the pages have a dark theme? All that white is hard on the eyes at night.' },
  },
  {
    key: 'dented-parcel',
    bug: null,
    title: 'Parcel arrived dented, where do I send photos?',
    written: {
      title: 'Parcel arrived dented, where do I send photos?',
      body: 'The courier dropped it. Nothing inside is damaged, I just want to let you know.',
    },
  },
];

/** Every report of the sample, with times counted back from `now`. Pure but for that. */
export function sampleReports(now: Date): SampleReport[] {
  return [
    ...EVENTS.map((facts) =>
      sentry(`event-${facts.issueId}`, 'event_alert', eventAlert(facts, eventId(facts.issueId), now), {
        bug: facts.bug,
        title: facts.frames.length > 0 ? `${facts.type}: ${facts.message}` : facts.message,
      }),
    ),
    sentry('issue-without-trace', 'issue', issueCreated(ISSUE_WITHOUT_TRACE, now), {
      bug: null,
      title: `${ISSUE_WITHOUT_TRACE.type}: ${ISSUE_WITHOUT_TRACE.message}`,
    }),
    ...GITHUB_ISSUES.map((facts) => ({
      ...delivery(`issue-${facts.number}`, 'github', 'issues', issueOpened(facts, now)),
      bug: facts.bug,
      title: facts.title,
    })),
    ...WRITTEN.map(({ key, bug, title, written }) => ({ ...delivery(key, 'manual', null, written), bug, title })),
  ];
}

/** Facts that are told a second time: each raises the occurrences of a report above and makes no new one. */
export function sampleRepeats(now: Date): SampleDelivery[] {
  return EVENTS.filter(({ issueId }) => ['610001', '610021', '610041'].includes(issueId)).map((facts) =>
    delivery(
      `again-${facts.issueId}`,
      'sentry',
      'error',
      errorCreated({ ...facts, hoursAgo: facts.hoursAgo / 2 }, eventId(`again ${facts.issueId}`), now),
    ),
  );
}

function sentry(key: string, resource: string, body: Record<string, unknown>, rest: Pick<SampleReport, 'bug' | 'title'>): SampleReport {
  return { ...delivery(key, 'sentry', resource, body), ...rest };
}

function delivery(key: string, source: SampleDelivery['source'], eventType: string | null, body: Record<string, unknown>): SampleDelivery {
  return { key, source, eventType, deliveryId: v5(key, NAMESPACE), body };
}

function eventId(seed: string): string {
  return v5(`event ${seed}`, NAMESPACE).replaceAll('-', '');
}
