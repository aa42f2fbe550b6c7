import { Module } from '@nestjs/common';
import { SourceConfigController } from './source-config.controller.ts';
import { SourceConfigService } from './source-config.service.ts';

@Module({ controllers: [SourceConfigController], providers: [SourceConfigService] })
export class SourceConfigModule {}
