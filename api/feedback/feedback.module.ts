import { Module } from '@nestjs/common';
import { FeedbackController } from './feedback.controller.ts';

@Module({ controllers: [FeedbackController] })
export class FeedbackModule {}
