import { Module } from '@nestjs/common';
import { CodecController } from './codec.controller.ts';

@Module({ controllers: [CodecController] })
export class CodecModule {}
