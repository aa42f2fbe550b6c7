import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.ts';
import { GroupingController } from './grouping.controller.ts';
import { ProjectIndexes } from './project-indexes.ts';
import { SearchService } from './search.service.ts';
import { SimilarService } from './similar.service.ts';

@Module({
  imports: [EventsModule],
  controllers: [GroupingController],
  providers: [ProjectIndexes, SearchService, SimilarService],
  exports: [SimilarService],
})
export class GroupingModule {}
