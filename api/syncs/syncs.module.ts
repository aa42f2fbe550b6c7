import { Module } from '@nestjs/common';
import { SyncsController } from './syncs.controller.ts';
import { SyncsService } from './syncs.service.ts';

@Module({ controllers: [SyncsController], providers: [SyncsService], exports: [SyncsService] })
export class SyncsModule {}
