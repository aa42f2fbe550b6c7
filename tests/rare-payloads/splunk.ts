import type { RarePayload } from './index.ts';

const alert = (n: number, fields: object = {}) => ({
  sid: `scheduler__ops__search__RMD5${n}_at_1772443200_${n}`,
  search_name: `Errors ${n}`,
  app: 'search',
  owner: 'ops',
  results_link: `http://splunk.example:8000/app/search/@go?sid=${n}`,
  result: { _raw: `ERROR ${n}`, _time: '1772443204', host: 'web-1' },
  ...fields,
});
const detector = (n: number, fields: object = {}) => ({
  sf_schema: 2,
  incidentId: `incident-${n}`,
  detector: 'Latency',
  detectorId: `detector-${n}`,
  rule: 'p99',
  severity: 'Major',
  status: 'anomalous',
  statusExtended: 'anomalous',
  timestamp: '2026-03-02T09:20:04.000Z',
  imageUrl: null,
  ...fields,
});

export const splunk: readonly RarePayload[] = [
  {
    what: 'rows in a list',
    payload: alert(1, {
      result: [
        { _raw: 'ERROR first', host: 'web-1' },
        { _raw: 'ERROR second', host: 'web-2' },
      ],
    }),
    becomes: { stored: { title: 'Errors 1', body: 'ERROR first\n\nERROR second' } },
  },
  {
    what: 'rows under `results`, as a script of somebody’s posts them',
    payload: alert(2, { result: undefined, results: [{ _raw: 'ERROR of results', host: 'web-3' }] }),
    becomes: { stored: { title: 'Errors 2', body: 'ERROR of results' } },
  },
  {
    what: 'a search that found nothing',
    payload: alert(3, { result: {} }),
    becomes: { stored: { title: 'Errors 3', body: '' } },
  },
  {
    what: 'a row of a table',
    payload: alert(4, { result: { count: '41', 'http.status': '502', _time: '2026-03-02T09:20:04.000+00:00' } }),
    becomes: { stored: { title: 'Errors 4', body: 'count: 41\nhttp.status: 502', occurredAt: '2026-03-02T09:20:04.000Z' } },
  },
  {
    what: 'a search somebody ran by hand, without a name',
    payload: alert(5, { search_name: null, app: null, owner: null }),
    becomes: { stored: { title: 'ERROR 5', senderGroup: null } },
  },
  {
    what: 'an incident of a detector of the second version',
    payload: detector(6, { messageTitle: 'Major: Latency', inputs: { A: { key: { sf_metric: 'latency' }, value: 3.2 } } }),
    becomes: { stored: { externalId: 'incident:incident-6', title: 'Major: Latency', level: 'error' } },
  },
  {
    what: 'an incident that was stopped and never told of',
    payload: detector(7, { status: 'ok', statusExtended: 'stopped' }),
    becomes: { filtered: 'a change to something that was never reported here' },
  },
  {
    what: 'an incident that a person closed, in the spelling of the interface',
    payload: detector(8, { status: 'manually_resolved', statusExtended: 'manually resolved' }),
    becomes: { filtered: 'a change to something that was never reported here' },
  },
  {
    what: 'an incident in a payload of somebody’s own, which names no incident and no detector',
    payload: { messageTitle: 'Latency is high', messageBody: 'Above 2 s.', severity: 'Critical', timestamp: '2026-03-02T09:20:04Z' },
    becomes: { stored: { title: 'Latency is high', body: 'Above 2 s.', level: 'fatal', externalId: null } },
  },
  {
    what: 'neither a search nor an incident',
    payload: { event: 'x', sourcetype: 'manual' },
    becomes: { deadLetter: 'A Splunk alert without sid, search_name and result.' },
  },
];
