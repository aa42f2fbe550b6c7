import { Inject, Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import type { OperationBody, RegroupPreviewBody, RegroupRequest } from '#domain/api-contract';
import { ConflictError, ExpiredError, InvalidInputError, NotFoundError } from '#domain/errors';
import type { PageRequest } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import { answersOf } from '#domain/clustering/answers';
import { digestOf } from '#domain/regrouping/digest';
import { namedIn } from '#domain/regrouping/named';
import { planOf } from '#domain/regrouping/plan';
import { snapshotOf } from '#domain/regrouping/snapshot';
import type { RegroupCommand, RegroupOperation } from '#domain/teaching';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import type { Caller } from '../infra/request.ts';
import { ADAPTERS, LAUNCHER } from '../infra/tokens.ts';
import { isUuid } from '../infra/uuid.ts';
import { listBody } from '../presenters/list.ts';
import { effectBody, namedReport, operationBody } from '../presenters/operation.ts';
import { standingOf } from './standing.ts';

const UNDO_MS = 24 * 3_600_000;

const REFUSALS: Record<string, string> = {
  changed: 'This changed since it was shown. Look again.',
  fix_running: 'A fix is at work on what would change. Wait for it, or cancel it.',
  not_applied: 'It is not in force.',
};

/** What people teach: previews, operations and their undoing. */
@Injectable()
export class RegroupService {
  private readonly adapters: Pick<ApiAdapters, 'clusters' | 'reports' | 'editJournal' | 'users' | 'audit'>;
  private readonly launcher: ApiLauncher;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LAUNCHER) launcher: ApiLauncher) {
    this.adapters = adapters;
    this.launcher = launcher;
  }

  async preview(scope: TenantScope, command: RegroupCommand): Promise<RegroupPreviewBody> {
    const { digest, plan } = await this.seen(scope, command, 'new');
    const reports = plan.moves.reduce((sum, { reportIds }) => sum + reportIds.length, 0);
    return { digest, effects: plan.effects.map(effectBody), reports, warnings: [...plan.warnings] };
  }

  /**
   * Answers once the change is made; severities, words and vectors follow.
   * @throws {ConflictError} it cannot be done as things are, or they are not as they were shown (`changed`)
   * @throws {UnavailableError} Temporal cannot be reached; nothing was done
   */
  async regroup(caller: Caller, scope: TenantScope, { command, digest: shown }: RegroupRequest): Promise<OperationBody> {
    const id = v7();
    const { digest, plan, standing } = await this.seen(scope, command, id);
    if (shown === undefined && needsDigest(command)) {
      throw new InvalidInputError('Look at the preview first.', { details: { digest: 'is missing' } });
    }
    if (shown !== undefined && shown !== digest) throw refused('changed');
    const now = Date.now();
    const operation: RegroupOperation = {
      ...{ id, projectId: scope.projectId, command, actorId: caller.user.id, state: 'running', digest, effects: [...plan.effects] },
      ...{ error: null, at: new Date(now).toISOString(), undoableUntil: new Date(now + UNDO_MS).toISOString(), undoneAt: null },
    };
    const answers = answersOf(command, await this.adapters.reports.getMany(scope, namedIn(command).reportIds));
    await this.adapters.editJournal.begin(scope, operation, { ...snapshotOf(standing, plan), ...(answers.length > 0 && { answers }) });
    const answer = await this.launch(scope, id, false);
    if (answer.outcome === 'refused') throw refused(answer.code);
    await this.audit(caller, scope, 'regroup.apply', id, command.kind);
    return this.get(scope, id);
  }

  /**
   * @throws {ExpiredError} its 24 hours are over
   * @throws {ConflictError} it is not in force, something later stands on it (`changed`), or a fix is at work on it
   */
  async undo(caller: Caller, scope: TenantScope, id: string): Promise<OperationBody> {
    const operation = await this.find(scope, id);
    if (operation.state !== 'applied') throw refused('not_applied');
    if (Date.now() > Date.parse(operation.undoableUntil)) throw new ExpiredError('It can be undone for 24 hours. They are over.');
    if ((await this.adapters.editJournal.stoodUpon(scope, [id])).size > 0) {
      throw new ConflictError('It was changed again since. Undo the later change first.', { code: 'changed' });
    }
    const answer = await this.launcher.regroup({ projectId: scope.projectId, operationId: id, undo: true });
    if (answer.outcome === 'refused') throw refused(answer.code);
    await this.audit(caller, scope, 'regroup.undo', id, operation.command.kind);
    return this.get(scope, id);
  }

  async get(scope: TenantScope, id: string): Promise<OperationBody> {
    const [body] = await this.present(scope, [await this.find(scope, id)]);
    return body!;
  }

  async list(scope: TenantScope, request: PageRequest & { clusterId?: string }) {
    const page = await this.adapters.editJournal.list(scope, request);
    const bodies = await this.present(scope, page.items);
    return listBody({ ...page, items: bodies }, (body) => body);
  }

  private async seen(scope: TenantScope, command: RegroupCommand, opens: string) {
    const standing = await standingOf(this.adapters, scope, command);
    const plan = planOf(command, standing, { opens, now: new Date().toISOString() });
    return { standing, plan, digest: await digestOf(command, standing) };
  }

  private async find(scope: TenantScope, id: string): Promise<RegroupOperation> {
    const found = isUuid(id) ? await this.adapters.editJournal.get(scope, id) : null;
    if (!found) throw new NotFoundError('There is no such operation.');
    return found.operation;
  }

  /** An operation that nothing carries out must not look as if it were at work. */
  private async launch(scope: TenantScope, operationId: string, undo: boolean) {
    try {
      return await this.launcher.regroup({ projectId: scope.projectId, operationId, undo });
    } catch (error) {
      const now = await this.adapters.editJournal.get(scope, operationId);
      if (now?.operation.state === 'running') {
        await this.adapters.editJournal.update(scope, operationId, { state: 'failed', error: 'Nothing could carry it out. Try again.' });
      }
      throw error;
    }
  }

  private async present(scope: TenantScope, operations: readonly RegroupOperation[]): Promise<OperationBody[]> {
    const { clusters, reports, editJournal, users } = this.adapters;
    const ids = [...new Set(operations.flatMap(({ effects }) => effects.map(({ clusterId }) => clusterId)))];
    const actorIds = [...new Set(operations.flatMap(({ actorId }) => actorId ?? []))];
    const [present, named, stoodUpon, people] = await Promise.all([
      clusters.getMany(scope, ids),
      reports.getMany(scope, [...new Set(operations.flatMap((operation) => namedReport(operation) ?? []))]),
      editJournal.stoodUpon(
        scope,
        operations.map(({ id }) => id),
      ),
      Promise.all(actorIds.map(async (id) => [id, await users.get(id)] as const)),
    ]);
    const titles = new Map(present.map(({ id, title }) => [id, title]));
    const reportTitles = new Map(named.map(({ id, title }) => [id, title]));
    const names = new Map(people.map(([id, user]) => [id, user?.name ?? null]));
    return operations.map((operation) =>
      operationBody(operation, {
        titles,
        reports: reportTitles,
        actor: operation.actorId === null ? null : (names.get(operation.actorId) ?? null),
        undoable: operation.state === 'applied' && Date.now() <= Date.parse(operation.undoableUntil) && !stoodUpon.has(operation.id),
      }),
    );
  }

  private async audit(caller: Caller, scope: TenantScope, action: string, target: string, kind: string): Promise<void> {
    await this.adapters.audit.append({ actorId: caller.user.id, projectId: scope.projectId, action, target, facts: { kind } });
  }
}

/** What touches several clusters or reports is shown before it is done. */
function needsDigest(command: RegroupCommand): boolean {
  switch (command.kind) {
    case 'merge':
    case 'split':
      return true;
    case 'move':
    case 'remove':
      return new Set(command.reports).size > 1;
    default:
      return false;
  }
}

function refused(code: string | null): ConflictError {
  return new ConflictError(REFUSALS[code ?? ''] ?? 'It cannot be done as things are now.', { code: code ?? 'conflict' });
}
