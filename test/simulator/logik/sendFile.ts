import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { JobFile } from './jobs.ts';

/** Answers a job's file as a download that is written while it is sent. A header takes no name as people write it. */
export function sendFile(reply: FastifyReply, { name, bytes }: JobFile): FastifyReply {
  return reply
    .type('application/octet-stream')
    .header('content-disposition', `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`)
    .send(Readable.from(bytes(), { objectMode: false }));
}
