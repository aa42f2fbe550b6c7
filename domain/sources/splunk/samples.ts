/** Bodies in the shapes Splunk documents, with values of our own; for tests and test events. */

export const alert = {
  sid: 'scheduler__shop__search__RMD5f1d2_at_1772443200_118',
  search_name: 'Checkout errors',
  results_link: 'http://splunk.example:8000/app/search/@go?sid=scheduler__shop__search__RMD5f1d2_at_1772443200_118',
  app: 'search',
  owner: 'shop',
  result: {
    _raw: [
      '2026-03-02 09:20:04 ERROR checkout failed for order 4711',
      'shop.CartException: no price for 7',
      '\tat shop.Cart.total(Cart.java:31)',
      '\tat shop.Checkout.pay(Checkout.java:88)',
    ].join('\n'),
    _time: '1772443204.221',
    host: 'web-1',
    source: '/var/log/shop/app.log',
    sourcetype: 'log4j',
    level: 'ERROR',
    count: '12',
  },
};

export const detectorAlert = (statusExtended: string, status = statusExtended === 'anomalous' ? 'anomalous' : 'ok') => ({
  sf_schema: 1,
  incidentId: 'FDoRtDGAYAA',
  detector: 'Checkout latency',
  detectorId: 'FDoQxYxAYAE',
  detectorUrl: 'https://app.eu0.signalfx.example/#/detector/FDoQxYxAYAE/edit',
  rule: 'p99 above 2 s',
  severity: 'Critical',
  status,
  statusExtended,
  messageTitle: 'Critical: Checkout latency, p99 above 2 s',
  messageBody: 'The p99 of checkout was above 2 s for 5 minutes.',
  description: 'The value of checkout.latency.p99 is above 2000.',
  originatingMetric: 'checkout.latency',
  runbookUrl: 'https://wiki.shop.example/checkout',
  tip: 'Look at the database first.',
  timestamp: '2026-03-02T09:20:04Z',
  inputs: { A: { key: { host: 'web-1' }, value: 2417.5, fragment: "data('checkout.latency')" }, _S1: { value: '2000' } },
  dimensions: { service: 'checkout' },
});
