import type { Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory, TemporalFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { RateLimitedError, SoulcasterError } from '#domain/errors';

const MAX_MESSAGE_CHARS = 1_000;

/**
 * The one place where an activity's error becomes Temporal's: `type` is the error's code, `retryable` decides whether it is tried again,
 * and what the other side asked us to wait is the next delay. Causes stay here: they may hold a vendor's answer. An error of nobody's tree
 * is tried again as its activity's options say.
 */
export function activityFailures(context: Pick<Context, 'cancellationSignal'>): { inbound: ActivityInboundCallsInterceptor } {
  return {
    inbound: {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (error) {
          if (error instanceof TemporalFailure || isNotAFailure(error)) throw error;
          const failure = toFailure(error);
          // Cancelled, or the worker stops: whatever the interrupted call made of it, Temporal knows it by the signal's own reason.
          if (context.cancellationSignal.aborted && !failure.nonRetryable) throw context.cancellationSignal.reason;
          throw failure;
        }
      },
    },
  };
}

/** @returns what Temporal keeps of an error; its message is at most 1,000 characters */
export function toFailure(error: unknown): ApplicationFailure {
  if (error instanceof SoulcasterError) {
    return ApplicationFailure.create({
      type: error.code,
      message: shortened(error.message),
      nonRetryable: !error.retryable,
      details: Object.keys(error.details).length > 0 ? [error.details] : [],
      ...(error.retryAfterSeconds !== undefined && { nextRetryDelay: Math.max(1, Math.ceil(error.retryAfterSeconds * 1000)) }),
      ...(error instanceof RateLimitedError && { category: ApplicationFailureCategory.BENIGN }),
    });
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const failure = ApplicationFailure.create({ type: name, message: shortened(message), nonRetryable: false });
  const frames = stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  failure.stack = [`${name}: ${shortened(message)}`, ...frames].join('\n');
  return failure;
}

const shortened = (message: string) => (message.length > MAX_MESSAGE_CHARS ? `${message.slice(0, MAX_MESSAGE_CHARS - 1)}…` : message);
/** "I complete later": thrown on purpose. */
const isNotAFailure = (error: unknown) => error instanceof Error && error.name === 'CompleteAsyncError';
