import { Inject, Injectable } from '@nestjs/common';
import { quoteFinder, type QuoteFinder } from '#domain/erasure';
import { NotFoundError } from '#domain/errors';
import type { TenantScope } from '#domain/project';
import type { Report } from '#domain/report';
import { extractiveText } from '#domain/summaries/extractive';
import type { ApiAdapters } from '../infra/parts.ts';
import type { Caller } from '../infra/request.ts';
import { ADAPTERS } from '../infra/tokens.ts';
import { FeedbackService } from './feedback.service.ts';

/** Members whose words a cluster's are made of. */
const MOST_SPEAKERS = 12;
const CLUSTERS_AT_ONCE = 200;

/** Erases a report for good, everywhere it is kept: docs/security.md lists the places. */
@Injectable()
export class Erasure {
  private readonly adapters: Pick<ApiAdapters, 'reports' | 'clusters' | 'jobs' | 'deliveryLog' | 'erasedFacts' | 'editJournal'>;
  private readonly feedback: FeedbackService;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters, @Inject(FeedbackService) feedback: FeedbackService) {
    this.adapters = adapters;
    this.feedback = feedback;
  }

  /**
   * The note that it is erased comes first, so that what is stored at this moment is taken out again; the report comes last but for its
   * bodies, so that a call which was cut off can be made again, with the words to look for still there.
   * @throws {NotFoundError} no such report, and none that was erased
   */
  async erase(caller: Caller, scope: TenantScope, reportId: string): Promise<void> {
    const { reports, deliveryLog, erasedFacts, editJournal } = this.adapters;
    const report = await reports.get(scope, reportId);
    if (!report && !(await erasedFacts.among(scope, [reportId])).has(reportId)) throw new NotFoundError('There is no such report.');
    await erasedFacts.add(scope, [reportId]);
    const finder = quoteFinder(report ? [report] : [], report ? await reports.revisions(scope, reportId) : []);
    if (report) await this.forgetQuotes(scope, report, finder);
    await this.feedback.remove(scope, reportId);
    // What was being written in between from the report as it was read before.
    if (report) await this.forgetQuotes(scope, report, finder);
    await editJournal.forget(scope, [reportId], (text) => finder.redact(text));
    await deliveryLog.eraseBodies(scope, [reportId]);
    await this.feedback.audit(caller, scope, 'report.erase', reportId, {});
  }

  /** Clusters that quote it speak in the words of their other reports: its own one, and any that it has left. */
  private async forgetQuotes(scope: TenantScope, report: Report, finder: QuoteFinder): Promise<void> {
    const { clusters, reports, jobs } = this.adapters;
    await jobs.redact(scope, finder);
    let cursor: string | undefined;
    do {
      const page = await clusters.list(scope, { limit: CLUSTERS_AT_ONCE, cursor, sort: 'first_seen' });
      for (const { id, title, summary, summaryBy, edited } of page.items) {
        const redacted = { title: finder.redact(title), summary: finder.redact(summary), summaryBy };
        const quotes = redacted.title !== title || redacted.summary !== summary;
        if (quotes && edited) await clusters.redactWords(scope, id, redacted);
        if (edited || (!quotes && id !== report.clusterId)) continue;
        const others = (await clusters.members(scope, id)).filter((member) => member !== report.id).slice(-MOST_SPEAKERS);
        const rest = await reports.getMany(scope, others);
        const own = rest.length > 0 ? extractiveText(rest) : null;
        await clusters.setWords(scope, id, own ? { title: own.title, summary: own.summary, summaryBy: own.by } : redacted);
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
}
