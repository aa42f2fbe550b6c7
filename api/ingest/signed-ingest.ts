import { Inject, Injectable } from '@nestjs/common';
import type { IngestAnswer } from '#domain/api-contract';
import { WHILE_OFF } from '#domain/delivery';
import { InvalidInputError, UnauthenticatedError, UnreadableRequestError } from '#domain/errors';
import type { SourceVerification } from '#domain/ports/index';
import { tenantScope } from '#domain/project';
import type { SourceDefinition } from '#domain/sources/index';
import { decodeText, parseJson } from '../infra/json.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import { type ApiRequest, queryText } from '../infra/request.ts';
import { ADAPTERS } from '../infra/tokens.ts';
import { isUuid } from '../infra/uuid.ts';
import { wrongFields } from '../infra/wrong-fields.ts';
import { deliveryKey, eventType } from './delivery-facts.ts';
import { IngestRate } from './ingest-rate.ts';
import { Intake } from './intake.ts';
import { proofOf } from './proofs.ts';
import { Quota } from './quota.ts';
import { TestDeliveries } from './test-deliveries.ts';

/** Held against a proof where there is no secret, so that this takes as long. Base64, which the standard asks for. */
const NO_SECRET = `whsec_${'A'.repeat(32)}`;

/**
 * Proves, keeps, answers. Needs Postgres and nothing else; what becomes of a delivery is the worker's business.
 * Order: size (while the body arrives) → project and secret → proof on the bytes → enabled → rate → JSON → a shape of ours → inbox.
 */
@Injectable()
export class SignedIngest {
  private readonly adapters: Pick<ApiAdapters, 'sourceConfig'>;
  private readonly intake: Intake;
  private readonly rate: IngestRate;
  private readonly quota: Quota;
  private readonly tests: TestDeliveries;
  constructor(
    @Inject(ADAPTERS) adapters: ApiAdapters,
    @Inject(Intake) intake: Intake,
    @Inject(IngestRate) rate: IngestRate,
    @Inject(Quota) quota: Quota,
    @Inject(TestDeliveries) tests: TestDeliveries,
  ) {
    this.adapters = adapters;
    this.intake = intake;
    this.rate = rate;
    this.quota = quota;
    this.tests = tests;
  }

  /**
   * @throws {UnauthenticatedError} the same for an unknown project, no secret, no signature and a wrong one
   * @throws {RateLimitedError} proven, and too fast
   * @throws {UnreadableRequestError} proven, but no JSON
   * @throws {InvalidInputError} a shape of ours with wrong fields
   * @throws {UnavailableError} nothing was kept
   */
  async accept(source: SourceDefinition, request: ApiRequest): Promise<IngestAnswer> {
    const sent = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    const { projectId, settings } = await this.prove(source, request, sent);
    if (!settings.enabled) {
      request.refusal = WHILE_OFF;
      return { status: 'filtered', id: String(request.id), project_id: projectId };
    }
    this.rate.take(projectId, source.name);
    const scope = tenantScope({ id: projectId, ownerId: settings.ownerId });
    const body = jsonOf(source, request, sent);
    if (source.schema) {
      checkShape(source, body);
      await this.quota.check(scope);
    } else {
      checkJson(request, body);
    }
    return this.intake.keep(scope, {
      source: source.name,
      deliveryKey: this.tests.keyOf(request) ?? deliveryKey(source, request, body),
      eventType: eventType(source, request),
      body,
      userId: null,
    });
  }

  private async prove(
    source: SourceDefinition,
    request: ApiRequest,
    body: Uint8Array,
  ): Promise<{ projectId: string; settings: SourceVerification }> {
    const projectId = queryText(request, 'project_id');
    const settings = isUuid(projectId) ? await this.adapters.sourceConfig.forVerification(projectId, source.name) : null;
    const proof = proofOf(source.auth, settings?.secrets ?? [NO_SECRET], request, body);
    if (projectId !== null && settings !== null && proof === 'proven') return { projectId, settings };
    request.refusal = settings === null ? 'no_secret' : proof === 'absent' ? 'no_signature' : 'bad_signature';
    throw new UnauthenticatedError('The delivery is not signed with the secret of this source.');
  }
}

/** What is to be read of the body: of a form the field that holds the JSON. */
function jsonOf({ formField }: SourceDefinition, request: ApiRequest, sent: Uint8Array): Uint8Array {
  if (!formField || !request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return sent;
  return Buffer.from(new URLSearchParams(Buffer.from(sent).toString()).get(formField) ?? '');
}

/** A vendor's body may hold anything JSON can say; what it means is for the parser, once it is kept. */
function checkJson(request: ApiRequest, body: Uint8Array): void {
  request.refusal = 'not_json';
  const text = decodeText(body);
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new UnreadableRequestError('The body is not JSON. Set the content type of the webhook to application/json.', { cause });
  }
  delete request.refusal;
}

function checkShape({ schema }: SourceDefinition, body: Uint8Array): void {
  const read = schema?.safeParse(parseJson(body));
  if (read && !read.success) throw new InvalidInputError('Some fields are wrong.', { details: wrongFields(read.error.issues) });
}
