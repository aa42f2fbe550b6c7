import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';

/** What workflows can be found by in Temporal's UI and by us. Not encrypted: ids and fixed words only. */
export const attributeKeys = {
  project: defineSearchAttributeKey('SoulProject', 'KEYWORD'),
  kind: defineSearchAttributeKey('SoulKind', 'KEYWORD'),
  stage: defineSearchAttributeKey('SoulStage', 'KEYWORD'),
  cluster: defineSearchAttributeKey('SoulCluster', 'KEYWORD'),
} as const;

export type WorkflowKind = 'ingest' | 'clustering' | 'cluster-run' | 'regroup' | 'survey' | 'reembed' | 'fix' | 'sync' | 'sweep' | 'review';

/** For `typedSearchAttributes` of a start. */
export function attributesOf(fields: {
  projectId?: string;
  kind: WorkflowKind;
  clusterId?: string;
  stage?: string;
}): SearchAttributePair[] {
  return [
    // A subreddit is read for several projects.
    ...(fields.projectId === undefined ? [] : [{ key: attributeKeys.project, value: fields.projectId }]),
    { key: attributeKeys.kind, value: fields.kind },
    ...(fields.clusterId === undefined ? [] : [{ key: attributeKeys.cluster, value: fields.clusterId }]),
    ...(fields.stage === undefined ? [] : [{ key: attributeKeys.stage, value: fields.stage }]),
  ];
}
