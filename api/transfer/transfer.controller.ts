import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Inject, Post, Req, Res, UnsupportedMediaTypeException } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { ExportQueryParams, ImportAnswer } from '#domain/api-contract';
import type { TenantScope } from '#domain/project';
import { Access } from '../infra/access.ts';
import { JSON_LINES, LINES_BODY } from '../infra/fastify.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import { type ApiReply, type ApiRequest, type Caller, CallerOf, ScopeOf } from '../infra/request.ts';
import { ADAPTERS } from '../infra/tokens.ts';
import { Answers, QueryOf } from '../infra/zod-pipe.ts';
import { Export } from './export.ts';
import { Import } from './import.ts';
import { whileItMoves } from './lines.ts';

/** How long a body of lines may stand still. */
const IDLE_MS = 30_000;
const LINES = { type: 'string', description: 'One JSON object a line.' };

@ApiTags('transfer')
@Controller()
export class TransferController {
  private readonly import: Import;
  private readonly export: Export;
  private readonly audit: ApiAdapters['audit'];
  constructor(@Inject(Import) imports: Import, @Inject(Export) exports: Export, @Inject(ADAPTERS) adapters: ApiAdapters) {
    this.import = imports;
    this.export = exports;
    this.audit = adapters.audit;
  }

  @Post('import')
  @HttpCode(200)
  @RouteConfig(LINES_BODY)
  @Access('project')
  @ApiConsumes(JSON_LINES)
  @ApiBody({ schema: LINES })
  @ApiOperation({
    summary: 'Reports as JSON Lines',
    description:
      'A line: {source, external_id?, title, body, created_at?, metadata?, repo?}, or one of an export. A line that is wrong is counted and ' +
      'the rest goes on. The same line again is a duplicate.',
  })
  @Answers(ImportAnswer)
  async importLines(@ScopeOf() scope: TenantScope, @CallerOf() caller: Caller, @Req() request: ApiRequest): Promise<ImportAnswer> {
    if (!(request.body instanceof Readable)) throw new UnsupportedMediaTypeException(`Send ${JSON_LINES}.`);
    return this.import.run(caller, scope, whileItMoves(request.body, IDLE_MS));
  }

  @Get('export')
  @Access('project')
  @ApiProduces(JSON_LINES)
  @ApiOperation({ summary: 'All reports as JSON Lines, oldest first; POST /import takes them again' })
  @ApiResponse({ status: 200, description: 'Streamed', content: { [JSON_LINES]: { schema: LINES } } })
  async exportLines(
    @ScopeOf() scope: TenantScope,
    @CallerOf() caller: Caller,
    @QueryOf(ExportQueryParams) { include }: z.infer<typeof ExportQueryParams>,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const { projectId } = scope;
    const facts = { include: include ?? 'stored' };
    await this.audit.append({ actorId: caller.user.id, projectId, action: 'reports.export', target: projectId, facts });
    const lines = this.export.lines(scope, include === 'parked');
    await reply
      .header('content-type', JSON_LINES)
      .header('content-disposition', `attachment; filename="soulcaster-${new Date().toISOString().slice(0, 10)}.jsonl"`)
      .header('cache-control', 'no-store')
      .send(Readable.from(lines, { objectMode: true, highWaterMark: 1 }));
  }
}
