import { errorAnswer } from './error-body.ts';
import type { Log } from './log.ts';
import type { ApiReply, ApiRequest } from './request.ts';

/** Answers whatever was thrown in the one error shape, and logs what is ours to mend. */
export function sendError(error: unknown, request: ApiRequest, reply: ApiReply, log: Log): void {
  const answer = errorAnswer(error, String(request.id));
  request.refusal ??= answer.body.error.code;
  const fields = { requestId: request.id, route: request.routeOptions?.url, status: answer.status };
  if (answer.status === 500) log.error({ ...fields, err: error }, 'request failed');
  // Many at once while a part is away: what it is, not where in the code it was missed.
  else if (answer.status > 500) log.warn({ ...fields, ...answer.body.error }, 'a part that the request needs is away');
  if (reply.sent || reply.raw.headersSent) return;
  if (answer.retryAfterSeconds !== null) void reply.header('retry-after', String(Math.ceil(answer.retryAfterSeconds)));
  void reply.status(answer.status).send(answer.body);
}
