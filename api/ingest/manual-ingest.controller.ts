import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { IngestAnswer, ManualReport } from '#domain/api-contract';
import type { TenantScope } from '#domain/project';
import { Access } from '../infra/access.ts';
import { IDEMPOTENCY_HEADER, idempotencyKey, requestHash } from '../infra/idempotency.ts';
import { type ApiReply, type ApiRequest, type Caller, CallerOf, ScopeOf } from '../infra/request.ts';
import { Answers, JsonBody } from '../infra/zod-pipe.ts';
import { ManualIngest } from './manual-ingest.ts';

@ApiTags('ingest')
@Controller('ingest')
export class ManualIngestController {
  private readonly ingest: ManualIngest;
  constructor(@Inject(ManualIngest) ingest: ManualIngest) {
    this.ingest = ingest;
  }

  @Post('manual')
  @Access('project')
  @IDEMPOTENCY_HEADER
  @ApiOperation({ summary: "A person's report" })
  @Answers(IngestAnswer, 202, 'Kept')
  @Answers(IngestAnswer, 200, 'Sent before with this Idempotency-Key, or the source is switched off')
  async manual(
    @ScopeOf() scope: TenantScope,
    @CallerOf() caller: Caller,
    @JsonBody(ManualReport) report: ManualReport,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) reply: ApiReply,
  ): Promise<IngestAnswer> {
    const answer = await this.ingest.accept({
      scope,
      userId: caller.user.id,
      report,
      key: idempotencyKey(request),
      hash: requestHash(request),
    });
    void reply.status(answer.status === 'ok' ? 202 : 200);
    return answer;
  }
}
