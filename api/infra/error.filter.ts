import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { Log } from './log.ts';
import type { ApiReply, ApiRequest } from './request.ts';
import { sendError } from './send-error.ts';
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
    sendError(error, http.getRequest<ApiRequest>(), http.getResponse<ApiReply>(), this.log);
  }
}
