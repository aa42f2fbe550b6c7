import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.ts';
import { RegroupModule } from '../regroup/regroup.module.ts';
import { BoundsService } from './bounds.service.ts';
import { CleanupController } from './cleanup.controller.ts';
import { CleanupService } from './cleanup.service.ts';
import { ClusteringController } from './clustering.controller.ts';
import { GroupingController } from './grouping.controller.ts';
import { OpenSuggestions } from './open-suggestions.ts';
import { ProjectIndexes } from './project-indexes.ts';
import { SearchService } from './search.service.ts';
import { SimilarService } from './similar.service.ts';

@Module({
  imports: [EventsModule, RegroupModule],
  controllers: [GroupingController, ClusteringController, CleanupController],
  providers: [BoundsService, CleanupService, OpenSuggestions, ProjectIndexes, SearchService, SimilarService],
  exports: [OpenSuggestions, SimilarService],
})
export class GroupingModule {}
