import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import { errorAnswer } from './error-body.ts';
import type { Log } from './log.ts';
import type { ApiReply, ApiRequest } from './request.ts';
import { LOG } from './tokens.ts';

/** The API's one place that catches broadly: everything thrown anywhere becomes the one error shape. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly log: Log;
  constructor(@Inject(LOG) log: Log) {
    this.log = log;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<ApiRequest>();
    const reply = http.getResponse<ApiReply>();
    const answer = errorAnswer(error, String(request.id));
    request.refusal ??= answer.body.error.code;
    const fields = { requestId: request.id, route: request.routeOptions?.url, status: answer.status };
    if (answer.status === 500) this.log.error({ ...fields, err: error }, 'request failed');
    // Many at once while a part is away: what it is, not where in the code it was missed.
    else if (answer.status > 500) this.log.warn({ ...fields, ...answer.body.error }, 'a part that the request needs is away');
    if (reply.sent || reply.raw.headersSent) return;
    if (answer.retryAfterSeconds !== null) void reply.header('retry-after', String(Math.ceil(answer.retryAfterSeconds)));
    void reply.status(answer.status).send(answer.body);
  }
}
