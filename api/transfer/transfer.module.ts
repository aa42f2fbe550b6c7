import { Module } from '@nestjs/common';
import { IngestModule } from '../ingest/ingest.module.ts';
import { Export } from './export.ts';
import { Import } from './import.ts';
import { TransferController } from './transfer.controller.ts';

@Module({ imports: [IngestModule], controllers: [TransferController], providers: [Import, Export] })
export class TransferModule {}
