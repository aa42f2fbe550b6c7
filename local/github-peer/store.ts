import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface RepositoryRow {
  id: number;
  owner: string;
  name: string;
  description: string | null;
  created_at: string;
}

export interface PullRow {
  id: number;
  repository_id: number;
  number: number;
  title: string;
  body: string | null;
  head: string;
  base: string;
  draft: number;
  state: 'open' | 'closed';
  /** Kept when it is closed; while it is open the branches say. */
  head_sha: string;
  base_sha: string;
  merged_at: string | null;
  merge_sha: string | null;
  closed_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface IssueRow {
  id: number;
  repository_id: number;
  number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  closed_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface HookRow {
  id: number;
  repository_id: number;
  url: string;
  secret: string | null;
  /** JSON array. */
  events: string;
  active: number;
  created_at: string;
  last_code: number | null;
  last_status: string;
}

export interface CheckRow {
  id: number;
  repository_id: number;
  sha: string;
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | null;
  title: string | null;
  summary: string | null;
  started_at: string;
  completed_at: string | null;
}

export interface DeliveryRow {
  id: number;
  guid: string;
  hook_id: number;
  event: string;
  body: string;
  attempts: number;
}

const SCHEMA = `
create table if not exists settings (name text primary key, value text not null);
create table if not exists repositories (
  id integer primary key, owner text not null, name text not null collate nocase, description text, created_at text not null,
  unique (owner, name)
);
create table if not exists pulls (
  id integer primary key, repository_id integer not null references repositories, number integer not null,
  title text not null, body text, head text not null, base text not null, draft integer not null, state text not null,
  head_sha text not null, base_sha text not null, merged_at text, merge_sha text, closed_at text,
  created_at text not null, updated_at text not null, unique (repository_id, number)
);
create unique index if not exists one_open_pull on pulls (repository_id, head, base) where state = 'open';
create table if not exists issues (
  id integer primary key, repository_id integer not null references repositories, number integer not null,
  title text not null, body text, state text not null, closed_at text, created_at text not null, updated_at text not null,
  unique (repository_id, number)
);
create table if not exists hooks (
  id integer primary key, repository_id integer not null references repositories, url text not null, secret text,
  events text not null, active integer not null, created_at text not null, last_code integer, last_status text not null default 'unused',
  unique (repository_id, url)
);
create table if not exists checks (
  id integer primary key, repository_id integer not null references repositories, sha text not null, name text not null,
  status text not null, conclusion text, title text, summary text, started_at text not null, completed_at text
);
create table if not exists deliveries (
  id integer primary key, guid text not null unique, hook_id integer not null references hooks on delete cascade,
  event text not null, body text not null, attempts integer not null default 0
);
`;

/** What the peer knows beside its git repositories: one SQLite file, committed with fsync before an answer goes out. */
export class PeerStore {
  readonly #db: DatabaseSync;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#db = new DatabaseSync(join(folder, 'peer.db'));
    this.#db.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; ${SCHEMA}`);
  }

  /** Random, made once: what form tokens of the pages are derived from. */
  formKey(): string {
    this.#db.prepare(`insert or ignore into settings values ('form_key', ?)`).run(randomBytes(32).toString('base64url'));
    return this.#one<{ value: string }>(`select value from settings where name = 'form_key'`)!.value;
  }

  addRepository(row: Omit<RepositoryRow, 'id'>): RepositoryRow {
    return this.#one('insert into repositories (owner, name, description, created_at) values (?, ?, ?, ?) returning *', [
      row.owner,
      row.name,
      row.description,
      row.created_at,
    ])!;
  }

  repository(owner: string, name: string): RepositoryRow | null {
    return this.#one('select * from repositories where owner = ? collate nocase and name = ?', [owner, name]);
  }

  repositories(): RepositoryRow[] {
    return this.#all('select * from repositories order by owner, name');
  }

  addPull(row: Omit<PullRow, 'id' | 'number' | 'state' | 'merged_at' | 'merge_sha' | 'closed_at' | 'updated_at'>): PullRow {
    return this.#one(
      `insert into pulls (repository_id, number, title, body, head, base, draft, state, head_sha, base_sha, created_at, updated_at)
       values (?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, ?, ?) returning *`,
      [
        row.repository_id,
        this.#nextNumber(row.repository_id),
        row.title,
        row.body,
        row.head,
        row.base,
        row.draft,
        row.head_sha,
        row.base_sha,
        row.created_at,
        row.created_at,
      ],
    )!;
  }

  pull(repositoryId: number, number: number): PullRow | null {
    return this.#one('select * from pulls where repository_id = ? and number = ?', [repositoryId, number]);
  }

  /** Newest first. */
  pulls(repositoryId: number, filter: { state?: 'open' | 'closed'; head?: string; base?: string } = {}): PullRow[] {
    return this.#all<PullRow>('select * from pulls where repository_id = ? order by number desc', [repositoryId]).filter(
      (pull) =>
        (filter.state === undefined || pull.state === filter.state) &&
        (filter.head === undefined || pull.head === filter.head) &&
        (filter.base === undefined || pull.base === filter.base),
    );
  }

  savePull(row: PullRow): PullRow {
    return this.#one(
      `update pulls set title = ?, body = ?, base = ?, draft = ?, state = ?, head_sha = ?, base_sha = ?, merged_at = ?, merge_sha = ?, closed_at = ?, updated_at = ?
       where id = ? returning *`,
      [
        row.title,
        row.body,
        row.base,
        row.draft,
        row.state,
        row.head_sha,
        row.base_sha,
        row.merged_at,
        row.merge_sha,
        row.closed_at,
        row.updated_at,
        row.id,
      ],
    )!;
  }

  addIssue(row: Pick<IssueRow, 'repository_id' | 'title' | 'body' | 'created_at'>): IssueRow {
    return this.#one(
      `insert into issues (repository_id, number, title, body, state, created_at, updated_at) values (?, ?, ?, ?, 'open', ?, ?) returning *`,
      [row.repository_id, this.#nextNumber(row.repository_id), row.title, row.body, row.created_at, row.created_at],
    )!;
  }

  issue(repositoryId: number, number: number): IssueRow | null {
    return this.#one('select * from issues where repository_id = ? and number = ?', [repositoryId, number]);
  }

  issues(repositoryId: number): IssueRow[] {
    return this.#all('select * from issues where repository_id = ? order by number desc', [repositoryId]);
  }

  saveIssue(row: IssueRow): IssueRow {
    return this.#one('update issues set title = ?, body = ?, state = ?, closed_at = ?, updated_at = ? where id = ? returning *', [
      row.title,
      row.body,
      row.state,
      row.closed_at,
      row.updated_at,
      row.id,
    ])!;
  }

  addHook(row: Pick<HookRow, 'repository_id' | 'url' | 'secret' | 'events' | 'active' | 'created_at'>): HookRow {
    return this.#one('insert into hooks (repository_id, url, secret, events, active, created_at) values (?, ?, ?, ?, ?, ?) returning *', [
      row.repository_id,
      row.url,
      row.secret,
      row.events,
      row.active,
      row.created_at,
    ])!;
  }

  hook(id: number): HookRow | null {
    return this.#one('select * from hooks where id = ?', [id]);
  }

  hooks(repositoryId: number): HookRow[] {
    return this.#all('select * from hooks where repository_id = ? order by id', [repositoryId]);
  }

  updateHook(id: number, fields: Pick<HookRow, 'url' | 'secret' | 'events' | 'active'>): HookRow {
    return this.#one('update hooks set url = ?, secret = ?, events = ?, active = ? where id = ? returning *', [
      fields.url,
      fields.secret,
      fields.events,
      fields.active,
      id,
    ])!;
  }

  recordHookAnswer(id: number, code: number | null, status: string): void {
    this.#db.prepare('update hooks set last_code = ?, last_status = ? where id = ?').run(code, status, id);
  }

  deleteHook(id: number): void {
    this.#db.prepare('delete from hooks where id = ?').run(id);
  }

  addCheck(row: Omit<CheckRow, 'id'>): CheckRow {
    return this.#one(
      `insert into checks (repository_id, sha, name, status, conclusion, title, summary, started_at, completed_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning *`,
      [row.repository_id, row.sha, row.name, row.status, row.conclusion, row.title, row.summary, row.started_at, row.completed_at],
    )!;
  }

  checks(repositoryId: number, sha: string): CheckRow[] {
    return this.#all('select * from checks where repository_id = ? and sha = ? order by id', [repositoryId, sha]);
  }

  addDelivery(row: Pick<DeliveryRow, 'guid' | 'hook_id' | 'event' | 'body'>): DeliveryRow {
    return this.#one('insert into deliveries (guid, hook_id, event, body) values (?, ?, ?, ?) returning *', [
      row.guid,
      row.hook_id,
      row.event,
      row.body,
    ])!;
  }

  /** Oldest first: what a killed peer still owes. */
  pendingDeliveries(): DeliveryRow[] {
    return this.#all('select * from deliveries order by id');
  }

  countAttempt(id: number): void {
    this.#db.prepare('update deliveries set attempts = attempts + 1 where id = ?').run(id);
  }

  dropDelivery(id: number): void {
    this.#db.prepare('delete from deliveries where id = ?').run(id);
  }

  close(): void {
    this.#db.close();
  }

  /** Issues and pull requests share one count, as on GitHub. */
  #nextNumber(repositoryId: number): number {
    return this.#one<{ next: number }>(
      `select 1 + max(coalesce((select max(number) from pulls where repository_id = ?1), 0),
                      coalesce((select max(number) from issues where repository_id = ?1), 0)) as next`,
      [repositoryId],
    )!.next;
  }

  #one<T>(sql: string, values: (string | number | null)[] = []): T | null {
    return (this.#db.prepare(sql).get(...values) as T | undefined) ?? null;
  }

  #all<T>(sql: string, values: (string | number | null)[] = []): T[] {
    return this.#db.prepare(sql).all(...values) as T[];
  }
}
