import type { FeedbackBody } from '#domain/api-contract';

export type EditedReport = Pick<FeedbackBody, 'title' | 'body' | 'status'>;

/** What of a report differs from what it was. */
export function changedFields(report: EditedReport, edited: EditedReport): Partial<EditedReport> {
  return {
    ...(edited.title.trim() === report.title ? {} : { title: edited.title.trim() }),
    ...(edited.body === report.body ? {} : { body: edited.body }),
    ...(edited.status === report.status ? {} : { status: edited.status }),
  };
}
