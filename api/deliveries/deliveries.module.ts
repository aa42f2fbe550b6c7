import { Module } from '@nestjs/common';
import { DeliveriesController } from './deliveries.controller.ts';

@Module({ controllers: [DeliveriesController] })
export class DeliveriesModule {}
