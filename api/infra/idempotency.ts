import { createHash } from 'node:crypto';
import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { catchError, concatMap, from, type Observable, of } from 'rxjs';
import { InvalidInputError } from '#domain/errors';
import type { Log } from './log.ts';
import type { ApiAdapters } from './parts.ts';
import { type ApiReply, type ApiRequest, header } from './request.ts';
import { ADAPTERS, LOG } from './tokens.ts';

/** Printable, and no longer than a column should be. */
const KEY = /^[\x21-\x7e]{1,128}$/;

/** `Idempotency-Key`: the first answer is kept for a day and given again. A failed request keeps nothing and may be tried again. */
export const Idempotent = (): MethodDecorator & ClassDecorator =>
  applyDecorators(UseInterceptors(IdempotencyInterceptor), IDEMPOTENCY_HEADER);

export const IDEMPOTENCY_HEADER = ApiHeader({
  name: 'Idempotency-Key',
  required: false,
  description: 'Makes a repeated request harmless: the first answer is given again.',
  schema: { type: 'string', maxLength: 128 },
});

/** The caller's key; null where there is none. @throws {InvalidInputError} unusable */
export function idempotencyKey(request: ApiRequest): string | null {
  const key = header(request, 'idempotency-key');
  if (key !== null && !KEY.test(key)) {
    throw new InvalidInputError('The Idempotency-Key is wrong.', {
      details: { 'Idempotency-Key': 'must be 1 to 128 printable characters' },
    });
  }
  return key;
}

/** What makes two requests the same: method, address and body. */
export function requestHash(request: ApiRequest): string {
  const body = JSON.stringify(request.body ?? {});
  return createHash('sha256').update(`${request.method}\n${request.originalUrl}\n${body}`).digest('hex');
}

@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly keys: ApiAdapters['idempotencyKeys'];
  private readonly log: Log;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LOG) log: Log) {
    this.keys = adapters.idempotencyKeys;
    this.log = log;
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<ApiRequest>();
    const reply = http.getResponse<ApiReply>();
    const key = idempotencyKey(request);
    const userId = request.caller?.user.id;
    if (key === null || userId === undefined) return next.handle();

    const stored = await this.keys.begin(userId, key, requestHash(request));
    if (stored) {
      void reply.status(stored.status).header('idempotent-replayed', 'true');
      return of(JSON.parse(stored.body));
    }
    return next.handle().pipe(
      concatMap((answer) =>
        from(this.finish(userId, key, { status: reply.statusCode, body: JSON.stringify(answer) })).pipe(concatMap(() => of(answer))),
      ),
      catchError((error: unknown) =>
        from(this.abandon(userId, key)).pipe(
          concatMap(() => {
            throw error;
          }),
        ),
      ),
    );
  }

  /** The work is done: that its answer could not be kept must not fail it. */
  private async finish(userId: string, key: string, answer: { status: number; body: string }): Promise<void> {
    await this.keys
      .finish(userId, key, answer)
      .catch((error: unknown) => this.log.warn({ err: error }, 'an idempotent answer could not be kept'));
  }

  private async abandon(userId: string, key: string): Promise<void> {
    await this.keys
      .abandon(userId, key)
      .catch((error: unknown) => this.log.warn({ err: error }, 'an idempotency key could not be given back'));
  }
}
