import { Module } from '@nestjs/common';
import { RegroupController } from './regroup.controller.ts';
import { RegroupService } from './regroup.service.ts';

@Module({ controllers: [RegroupController], providers: [RegroupService], exports: [RegroupService] })
export class RegroupModule {}
