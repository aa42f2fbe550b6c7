import { z } from 'zod';
import { SourceName } from '../report.ts';
import { NonBlank } from './shared.ts';

// ---- ingest: POST /ingest/sentry, /ingest/github, /ingest/manual (?project_id= on the signed ones, and on manual) ----
/** 202 ok, 200 duplicate. */
export const IngestAnswer = z.object({ status: z.enum(['ok', 'duplicate', 'filtered']), id: z.string(), project_id: z.string() });
export type IngestAnswer = z.infer<typeof IngestAnswer>;
export const ManualReport = z.union([
  z.strictObject({ title: NonBlank.max(200), body: z.string().max(10_000).default('') }),
  z.strictObject({ text: NonBlank.max(10_000) }),
]);
export type ManualReport = z.infer<typeof ManualReport>;

// ---- config: GET /config, GET/POST /config/{source}, POST /config/{source}/secret|enabled|credential|test|{filter}, DELETE …/secret|credential ----
/** `off`: switched off. `no_secret`: nothing can prove a sender, and nothing is read. `waiting`: no event yet. `failing`: the last one of a proven sender failed, or a day brought only unproven ones. */
export const SourceHealthBody = z.object({
  state: z.enum(['off', 'no_secret', 'waiting', 'healthy', 'failing']),
  last_event_at: z.string().nullable(),
  /** `sync`: the repository, subreddit or API that could not be read; null: a delivery. */
  last_failure: z.object({ at: z.string(), reason: z.string(), sync: z.string().nullable() }).nullable(),
  last_success_at: z.string().nullable(),
  /** Of the last 24 hours, by DeliveryState. */
  counts_24h: z.record(z.string(), z.number().int()),
  duplicates_24h: z.number().int(),
  refused_24h: z.number().int(),
  /** Proven deliveries that came while the source was off; not among the refused. */
  while_off_24h: z.number().int(),
});
export const SourceConfigBody = z.object({
  source: SourceName,
  label: z.string(),
  docs_url: z.string().nullable(),
  enabled: z.boolean(),
  /** Whether a secret proves its senders; members and their tokens do otherwise. */
  needs_secret: z.boolean(),
  has_secret: z.boolean(),
  secret_hint: z.string().nullable(),
  /** Until when the secret before this one is accepted too. */
  previous_secret_until: z.string().nullable(),
  filters: z.record(z.string(), z.array(z.string()).nullable()),
  /** The filters there are; `values`: the only ones allowed, null: any text. */
  filter_fields: z.array(z.object({ name: z.string(), label: z.string(), values: z.array(z.string()).nullable() })),
  last_event_at: z.string().nullable(),
  /** The address to paste at the sender. */
  webhook_url: z.string().nullable(),
  /** Set where that address is loopback and a vendor could not reach it. */
  warning: z.string().nullable(),
  /** Header in which the sender gives the secret itself, where it does not sign; what to paste there. */
  token_header: z.string().nullable(),
  /** Payload to paste at the sender. */
  template: z.string().nullable(),
  /** What its API asks for, to pull what was missed; null: nothing to set. `fields[].value`: what is set, secrets as their last four characters. */
  credential: z
    .object({
      why: z.string(),
      link: z.string(),
      fields: z.array(
        z.object({ name: z.string(), label: z.string(), secret: z.boolean(), placeholder: z.string(), value: z.string().nullable() }),
      ),
      updated_at: z.string().nullable(),
    })
    .nullable(),
  /** What is read regularly of it. */
  syncs: z.array(z.lazy(() => SyncBody)),
  health: SourceHealthBody,
});
/** A repository, a subreddit, or the source's own API, read on a schedule. */
export const SyncBody = z.object({
  name: z.string(),
  enabled: z.boolean(),
  last_run_at: z.string().nullable(),
  last_success_at: z.string().nullable(),
  last_error: z.string().nullable(),
  /** Everything changed before this is here. */
  watermark: z.string().nullable(),
  counts: z.object({ read: z.number().int(), accepted: z.number().int(), skipped: z.number().int() }).nullable(),
});
export type SyncBody = z.infer<typeof SyncBody>;
export type SourceConfigBody = z.infer<typeof SourceConfigBody>;
export const SetSource = z.strictObject({
  enabled: z.boolean().optional(),
  filters: z.record(z.string(), z.array(z.string().max(200)).max(100).nullable()).optional(),
});
/** Empty body: we make one. The answer shows it this once. `overlap_hours`: how long the one before is accepted too. */
export const SetSecret = z.strictObject({
  secret: z.string().min(16).max(256).optional(),
  overlap_hours: z.number().int().min(0).max(72).default(0),
});
/** Field names are those of `credential.fields`. */
export const SetCredential = z.record(z.string().max(40), z.string().trim().min(1).max(500));
/** POST /config/{source}/test: what the test event's delivery is called, to look for in the log. */
export const TestEventAnswer = z.object({ status: z.literal('ok'), id: z.string(), delivery_id: z.string() });
export type TestEventAnswer = z.infer<typeof TestEventAnswer>;
export const SecretShown = z.object({ source: SourceName, secret: z.string() });
export type SecretShown = z.infer<typeof SecretShown>;
// ---- syncs: GET/POST /config/github/repos, DELETE /config/github/repos/{owner}/{name}, GET/POST /config/reddit/subreddits,
// ---- POST /ingest/github/sync/{owner}/{repo}, POST /ingest/posthog/sync, POST /ingest/sentry/sync, POST /admin/trigger-poll ----
/** owner/name, or the address of the repository. */
export const AddRepository = z.strictObject({ repo: z.string().trim().min(3).max(300), enabled: z.boolean().default(true) });
export type AddRepository = z.infer<typeof AddRepository>;
export const SetSubreddits = z.strictObject({ subreddits: z.array(z.string().trim().min(1).max(50)).max(50) });
export const SubredditsBody = z.object({ subreddits: z.array(z.string()), syncs: z.array(SyncBody), project_id: z.string() });
/** A run was started, or one was running already; `syncs` of the source's settings say how it goes. */
export const SyncStarted = z.object({ status: z.enum(['started', 'running']), name: z.string(), workflow_id: z.string() });
export type SyncStarted = z.infer<typeof SyncStarted>;
/** POST /admin/trigger-poll: every subreddit of the project that is switched on. `skipped`: there is none. */
export const PollStarted = z.object({ status: z.enum(['ok', 'skipped']), polled: z.number().int(), syncs: z.array(SyncStarted) });
export type PollStarted = z.infer<typeof PollStarted>;
