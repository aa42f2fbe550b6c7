import { Module } from '@nestjs/common';
import { ClustersController } from './clusters.controller.ts';
import { ClustersService } from './clusters.service.ts';
import { StartFix } from './start-fix.ts';

@Module({ controllers: [ClustersController], providers: [ClustersService, StartFix] })
export class ClustersModule {}
