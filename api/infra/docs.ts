import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { createDocument } from './openapi.ts';

/** The page's own scripts and styles, and nothing from elsewhere. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'";

/** Serves the document at /docs-json and its page at /docs. `more`: paths that stand beside Nest's. */
export function serveDocs(app: NestFastifyApplication, more: () => OpenAPIObject['paths']): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      if (/^\/docs(?:[/?]|$)/.test(request.url)) void reply.header('content-security-policy', PAGE_POLICY);
      done();
    });
  SwaggerModule.setup('docs', app, () => createDocument(app, more()), { jsonDocumentUrl: 'docs-json', yamlDocumentUrl: 'docs-yaml' });
}
