import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, type ApiParts } from './app.module.ts';
import { serveDocs } from './infra/docs.ts';
import { isHttps } from './infra/cookies.ts';
import { createHttp } from './infra/fastify.ts';
import { nestLogger } from './infra/log.ts';
import { signedPaths } from './ingest/signed-docs.ts';

/** The whole API, ready to listen. It answers while any of its parts is away. */
export async function createApi(parts: ApiParts): Promise<NestFastifyApplication> {
  const { env, log } = parts;
  const http = createHttp({ maxBodyBytes: env.INGEST_MAX_BYTES, https: isHttps(env), log });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.register(parts), http, {
    bodyParser: false,
    logger: nestLogger(log),
    abortOnError: false,
  });
  serveDocs(app, signedPaths);
  await app.init();
  return app;
}
