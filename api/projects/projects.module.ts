import { Module } from '@nestjs/common';
import { MeModule } from '../me/me.module.ts';
import { ProjectsController } from './projects.controller.ts';
import { ProjectsService } from './projects.service.ts';

@Module({ imports: [MeModule], controllers: [ProjectsController], providers: [ProjectsService] })
export class ProjectsModule {}
