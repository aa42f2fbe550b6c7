import { Module } from '@nestjs/common';
import { GroupingModule } from '../grouping/grouping.module.ts';
import { Erasure } from './erasure.ts';
import { FeedbackController } from './feedback.controller.ts';
import { FeedbackService } from './feedback.service.ts';

@Module({ imports: [GroupingModule], controllers: [FeedbackController], providers: [FeedbackService, Erasure] })
export class FeedbackModule {}
