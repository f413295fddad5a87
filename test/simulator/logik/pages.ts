import type { FastifyInstance } from 'fastify';

/** The two pages of the user interface that Salesforce links to; they say which page they are and no more. */
export function registerPages(app: FastifyInstance): void {
  app.get('/ui/configure', (_request, reply) => reply.type('text/html; charset=utf-8').send(page('Configure')));
  app.get('/ui/configure/:productId', (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(page('Configure'))
  );
  app.get('/refreshToken', (_request, reply) => reply.type('text/html; charset=utf-8').send(page('Refresh token')));
}

function page(title: string): string {
  return `<!doctype html>\n<html lang="en"><head><title>Logik: ${title}</title></head><body><h1>${title}</h1></body></html>\n`;
}
