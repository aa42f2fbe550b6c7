import { Module } from '@nestjs/common';
import { Erasure } from './erasure.ts';
import { FeedbackController } from './feedback.controller.ts';
import { FeedbackService } from './feedback.service.ts';

@Module({ controllers: [FeedbackController], providers: [FeedbackService, Erasure] })
export class FeedbackModule {}
