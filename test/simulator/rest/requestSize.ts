import type { FastifyReply, FastifyRequest } from 'fastify';

/** URI and headers of a request together (REST API Developer Guide, status codes 414 and 431). */
const MOST_BYTES = 16_384;

/** What a request weighs before its body: `GET <uri>` and every header with its name. */
function weights({ raw }: FastifyRequest): { uri: number; headers: number } {
  const headers = raw.rawHeaders.reduce((sum, part) => sum + Buffer.byteLength(part) + 2, 0);
  return { uri: Buffer.byteLength(raw.url ?? ''), headers };
}

/** Refuses a request whose URI, or URI and headers together, are longer than Salesforce takes. */
export async function refuseLong(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const { uri, headers } = weights(request);
  if (uri > MOST_BYTES) return reply.status(414).send();
  return uri + headers > MOST_BYTES ? reply.status(431).send() : undefined;
}
