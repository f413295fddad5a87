import type { FastifyRequest } from 'fastify';
import { badRequest } from './error.ts';

export type Upload = { name: string; bytes: Uint8Array };

/** The file of a multipart/form-data request, whose `jobType` must be the one that its endpoint takes. */
export async function readUpload({ headers, body }: FastifyRequest, jobType: string): Promise<Upload> {
  const type = headers['content-type'] ?? '';
  if (!Buffer.isBuffer(body) || !type.startsWith('multipart/form-data')) {
    throw badRequest('Request must be multipart/form-data.');
  }
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => undefined);
  const file = form?.get('file');
  if (!(file instanceof File)) throw badRequest("Required part 'file' is not present.");
  if (form?.get('jobType') !== jobType) throw badRequest(`jobType must be ${jobType}.`);
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}
