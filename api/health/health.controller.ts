import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { StatusBody } from '#domain/api-contract';
import { Access } from '../infra/access.ts';
import { nameSchema } from '../infra/openapi.ts';
import type { ApiReply } from '../infra/request.ts';
import { Answers } from '../infra/zod-pipe.ts';
import { HealthService } from './health.service.ts';

const Ok = nameSchema(z.object({ status: z.literal('ok') }), 'Ok');
const Service = nameSchema(z.object({ status: z.literal('ok'), service: z.string() }), 'Service');
const Health = nameSchema(
  z.object({
    status: z.enum(['healthy', 'unhealthy']),
    service: z.string(),
    storage: z.enum(['connected', 'disconnected']),
    timestamp: z.string(),
  }),
  'Health',
);
const SERVICE = 'soulcaster';

@ApiTags('health')
@Controller()
export class HealthController {
  private readonly service: HealthService;
  constructor(@Inject(HealthService) service: HealthService) {
    this.service = service;
  }

  @Get()
  @Access('open')
  @ApiOperation({ summary: 'What this is' })
  @Answers(Service)
  root() {
    return { status: 'ok' as const, service: SERVICE };
  }

  @Get('livez')
  @Access('open')
  @ApiOperation({ summary: 'The process lives' })
  @Answers(Ok)
  livez() {
    return { status: 'ok' as const };
  }

  @Get('readyz')
  @Access('open')
  @ApiOperation({ summary: 'Deliveries can be kept; else 503, naming why not' })
  @Answers(Ok)
  async readyz() {
    await this.service.ready();
    return { status: 'ok' as const };
  }

  @Get('status')
  @Access('open')
  @ApiOperation({ summary: 'Every part: state, latency, since when' })
  @Answers(StatusBody)
  status() {
    return this.service.status();
  }

  @Get('health')
  @Access('open')
  @ApiOperation({ summary: 'Whether the stores answer; 503 where one does not' })
  @Answers(Health)
  async health(@Res({ passthrough: true }) reply: ApiReply): Promise<z.infer<typeof Health>> {
    const { parts } = await this.service.status();
    const connected = parts.every((part) => part.name === 'temporal' || part.state === 'up');
    void reply.status(connected ? 200 : 503);
    return {
      status: connected ? 'healthy' : 'unhealthy',
      service: SERVICE,
      storage: connected ? 'connected' : 'disconnected',
      timestamp: new Date().toISOString(),
    };
  }
}
