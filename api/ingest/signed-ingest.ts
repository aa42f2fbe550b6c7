import { Inject, Injectable } from '@nestjs/common';
import type { IngestAnswer } from '#domain/api-contract';
import { UnauthenticatedError } from '#domain/errors';
import { tenantScope } from '#domain/project';
import { decodeText } from '../infra/json.ts';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import { type ApiRequest, header, queryText } from '../infra/request.ts';
import { ADAPTERS, LAUNCHER } from '../infra/tokens.ts';
import { isUuid } from '../infra/uuid.ts';
import { UnreadableRequestError } from '#domain/errors';
import { deliveryKey, eventType, type Sender } from './senders.ts';
import { isSigned } from './signatures.ts';

/** Held against a signature where there is no secret, so that this takes as long. */
const NO_SECRET = '\u0000no secret';

/**
 * Proves, keeps, answers. Needs Postgres and nothing else; what becomes of a delivery is the worker's business.
 * Order: size (while the body arrives) → project and secret → MAC on the bytes → enabled → JSON → inbox.
 */
@Injectable()
export class SignedIngest {
  private readonly adapters: Pick<ApiAdapters, 'inbox' | 'sourceConfig'>;
  private readonly launcher: Pick<ApiLauncher, 'wakeIngest'>;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LAUNCHER) launcher: ApiLauncher) {
    this.adapters = adapters;
    this.launcher = launcher;
  }

  /**
   * @throws {UnauthenticatedError} the same for an unknown project, no secret, no signature and a wrong one
   * @throws {UnreadableRequestError} signed, but no JSON
   * @throws {UnavailableError} nothing was kept
   */
  async accept(sender: Sender, request: ApiRequest): Promise<IngestAnswer> {
    const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    const { projectId, settings } = await this.prove(sender, request, body);
    if (!settings.enabled) return { status: 'filtered', id: String(request.id), project_id: projectId };
    this.readJson(request, body);
    const scope = tenantScope({ id: projectId, ownerId: settings.ownerId });
    const kept = await this.adapters.inbox.accept(scope, {
      projectId,
      source: sender.source,
      deliveryKey: deliveryKey(sender, request, body),
      eventType: eventType(sender, request),
      body,
      userId: null,
    });
    if (!kept.duplicate) this.launcher.wakeIngest(projectId);
    return { status: kept.duplicate ? 'duplicate' : 'ok', id: kept.id, project_id: projectId };
  }

  private async prove(sender: Sender, request: ApiRequest, body: Uint8Array) {
    const projectId = queryText(request, 'project_id');
    const settings = isUuid(projectId) ? await this.adapters.sourceConfig.forVerification(projectId, sender.source) : null;
    const signature = header(request, sender.signatureHeader);
    // All of them are tried, so that which one it was takes the same time.
    const signed = (settings?.secrets ?? [NO_SECRET])
      .map((secret) => isSigned({ secret, body, signature: signature ?? '', prefix: sender.signaturePrefix }))
      .includes(true);
    if (projectId !== null && settings !== null && signed) return { projectId, settings };
    request.refusal = settings === null ? 'no_secret' : signature === null ? 'no_signature' : 'bad_signature';
    throw new UnauthenticatedError('The delivery is not signed with the secret of this source.');
  }

  private readJson(request: ApiRequest, body: Uint8Array): void {
    request.refusal = 'not_json';
    const text = decodeText(body);
    try {
      JSON.parse(text);
    } catch (cause) {
      throw new UnreadableRequestError('The body is not JSON. Set the content type of the webhook to application/json.', { cause });
    }
    delete request.refusal;
  }
}
