import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { SearchBody, SearchQueryParams, SimilarBody, SuggestionBody } from '#domain/api-contract';
import type { Project, TenantScope } from '#domain/project';
import { Access } from '../infra/access.ts';
import { IdParam } from '../infra/id-param.ts';
import { nameSchema } from '../infra/openapi.ts';
import { ProjectOf, ScopeOf } from '../infra/request.ts';
import { Answers, QueryOf } from '../infra/zod-pipe.ts';
import { SearchService } from './search.service.ts';
import { SimilarService } from './similar.service.ts';

const SimilarList = nameSchema(z.object({ items: z.array(SimilarBody) }), 'SimilarList');
const SuggestionList = nameSchema(z.object({ items: z.array(SuggestionBody) }), 'SuggestionList');

@ApiTags('grouping')
@Controller()
export class GroupingController {
  private readonly similar: SimilarService;
  private readonly search: SearchService;
  constructor(@Inject(SimilarService) similar: SimilarService, @Inject(SearchService) search: SearchService) {
    this.similar = similar;
    this.search = search;
  }

  @Get('clusters/:clusterId/similar')
  @Access('project')
  @ApiOperation({ summary: 'The nearest other clusters with their scores, at most 10, below the bounds as well' })
  @Answers(SimilarList)
  async similarTo(@ScopeOf() scope: TenantScope, @ProjectOf() project: Project, @IdParam('clusterId') clusterId: string) {
    return { items: await this.similar.similar(scope, project, clusterId) };
  }

  @Get('clusters/:clusterId/suggestions')
  @Access('project')
  @ApiOperation({ summary: 'Reports elsewhere that may belong to this cluster, at most 20; a person accepts or declines each' })
  @Answers(SuggestionList)
  async suggestedFor(@ScopeOf() scope: TenantScope, @IdParam('clusterId') clusterId: string) {
    return { items: await this.similar.suggestionsFor(scope, clusterId) };
  }

  @Get('search')
  @Access('project')
  @ApiOperation({ summary: 'Reports and clusters by words and by meaning, best first' })
  @Answers(SearchBody)
  find(
    @ScopeOf() scope: TenantScope,
    @ProjectOf() project: Project,
    @QueryOf(SearchQueryParams) { q, limit }: z.infer<typeof SearchQueryParams>,
  ): Promise<SearchBody> {
    return this.search.search(scope, project, q, limit);
  }
}
