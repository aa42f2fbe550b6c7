import { Module } from '@nestjs/common';
import { GroupingModule } from '../grouping/grouping.module.ts';
import { ClustersController } from './clusters.controller.ts';
import { ClustersService } from './clusters.service.ts';
import { StartFix } from './start-fix.ts';

@Module({ imports: [GroupingModule], controllers: [ClustersController], providers: [ClustersService, StartFix] })
export class ClustersModule {}
