import { randomUUID } from 'node:crypto';
import type { Cluster } from '#domain/cluster';
import type { FixJob, Plan } from '#domain/fix-job';
import type { IncomingReport } from '#domain/ports/index';
import type { Evidence, NormalizedReport, Report } from '#domain/report';

/** Things as the stores hold them; each takes the fields that matter to a test. */

const AT = '2026-11-01T10:00:00.000Z';

export function incomingReport(fields: Partial<NormalizedReport> = {}, more: Partial<IncomingReport> = {}): IncomingReport {
  return {
    reportId: randomUUID(),
    deliveryId: randomUUID(),
    source: 'sentry',
    receivedAt: new Date().toISOString(),
    report: {
      externalId: null,
      title: 'TypeError in exportCsv',
      body: 'Cannot read properties of undefined',
      kind: 'machine',
      occurredAt: AT,
      author: null,
      level: 'error',
      exceptions: [],
      senderGroup: null,
      url: null,
      status: 'open',
      trust: 'signed_monitor',
      metadata: {},
      ...fields,
    },
    ...more,
  };
}

export function storedReport(fields: Partial<Report> = {}): Report {
  const { report, reportId, source, receivedAt } = incomingReport();
  const seen = { firstSeenAt: AT, lastSeenAt: AT, occurrences: 1, clusterId: null, evidence: null };
  return { ...report, id: reportId, projectId: randomUUID(), source, receivedAt, ...seen, ...fields };
}

export function storedCluster(projectId: string, fields: Partial<Cluster> = {}): Cluster {
  return {
    id: randomUUID(),
    projectId,
    title: 'CSV export fails',
    summary: 'Exports end in an error.',
    summaryBy: 'extractive',
    status: 'new',
    reportCount: 1,
    occurrences: 1,
    peopleCount: 0,
    sources: { sentry: 1 },
    severity: { level: 'P2', score: 40, parts: ['error level'] },
    firstSeenAt: AT,
    lastSeenAt: AT,
    createdAt: AT,
    updatedAt: AT,
    trend24h: Array.from({ length: 24 }, () => 0),
    trend14d: Array.from({ length: 14 }, () => 0),
    pullRequestUrl: null,
    pullRequestNumber: null,
    errorMessage: null,
    jobId: null,
    ...fields,
  };
}

export function storedJob(projectId: string, clusterId: string, fields: Partial<FixJob> = {}): FixJob {
  return {
    id: randomUUID(),
    projectId,
    clusterId,
    clusterTitle: 'CSV export fails',
    stage: 'queued',
    detail: null,
    attempt: 1,
    repository: 'acme/shop',
    baseBranch: 'main',
    baseCommit: null,
    branch: null,
    commit: null,
    pullRequestUrl: null,
    pullRequestNumber: null,
    sandbox: null,
    agent: null,
    model: null,
    tokensUsed: 0,
    startedBy: randomUUID(),
    approvedBy: null,
    timeline: [{ stage: 'queued', at: AT, detail: null }],
    createdAt: AT,
    updatedAt: AT,
    ...fields,
  };
}

export function storedPlan(fields: Partial<Plan> = {}): Plan {
  return {
    version: 1,
    digest: 'd1'.repeat(32),
    rootCause: 'The rows are read before they are there.',
    change: 'Wait for them.',
    files: ['src/export.js'],
    test: 'exports every row',
    prompt: 'Fix it.',
    by: 'demo model',
    note: null,
    createdAt: AT,
    ...fields,
  };
}

export function storedEvidence(fields: Partial<Evidence> = {}): Evidence {
  return {
    rule: 'first',
    version: 'words-1',
    score: null,
    bound: 0.5,
    nearestReportId: null,
    nearestTitle: null,
    sharedWords: [],
    sharedFrames: [],
    fingerprint: null,
    space: null,
    decidedAt: AT,
    ...fields,
  };
}
