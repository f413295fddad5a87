import type { FastifyInstance } from 'fastify';
import type { Json } from '../model.ts';
import { requireAdminKey } from './access.ts';
import { pack, unpack, type Cargo } from './archive.ts';
import { takeIn } from './content.ts';
import type { LogikEnvironment } from './environment.ts';
import { badRequest, LogikError, notFound } from './error.ts';
import { counts, createdJob, jobStatus, type JobKind } from './jobs.ts';
import { sendFile } from './sendFile.ts';
import { readUpload } from './upload.ts';

const KINDS: JobKind[] = ['BLUEPRINT_EXPORT', 'GENERIC_IMPORT'];

/** A ZIP of blueprints may be so large (product docs, “Boundaries and limits”). */
const MOST_BYTES = 75 * 1024 * 1024;

type JobParams = { Params: { id: string } };

/** The part of the Admin API that exports and imports blueprints, by jobs. */
export function registerAdminBulk(app: FastifyInstance, logik: LogikEnvironment): void {
  app.post<{ Body: Json }>('/api/admin/v1/bulk/blueprints/export', (request) => {
    requireAdminKey(logik, request, 'Bulk');
    const names = blueprintNames(request.body);
    const { blueprints, configurableProducts } = logik.content;
    for (const name of names) if (!blueprints.find(name)) throw notFound('BLUEPRINT', name);
    const job = logik.jobs.start('BLUEPRINT_EXPORT', names, () => {
      const bytes = pack(blueprints.files(names, (name) => configurableProducts.idsOf(name)));
      return { file: { name: 'export.zip', bytes: () => [bytes] } };
    });
    return createdJob(job);
  });

  app.post<{ Body: Buffer }>('/api/admin/v2/uploadFile', async (request) => {
    requireAdminKey(logik, request, 'Bulk');
    const { name, bytes } = await readUpload(request, 'GENERIC_IMPORT');
    if (bytes.length > MOST_BYTES) throw new LogikError(413, 'TOO_LARGE', 'Maximum upload size exceeded');
    const { content } = logik;
    const job = logik.jobs.start('GENERIC_IMPORT', aboutOf(name, bytes), (most) => {
      const { blueprints } = unpack(bytes);
      const taken = blueprints.slice(0, most);
      takeIn(content, { blueprints: taken });
      return { result: { success: true, counts: counts(taken.length), messages: [] } };
    });
    return createdJob(job);
  });

  app.get<JobParams>('/api/admin/v1/job/:id', (request) => {
    requireAdminKey(logik, request, 'Read');
    return jobStatus(logik.jobs.get(request.params.id, KINDS));
  });

  app.get<JobParams>('/api/admin/v2/bulk/export/:id', (request, reply) => {
    requireAdminKey(logik, request, 'Bulk');
    return sendFile(reply, logik.jobs.file(request.params.id, 'BLUEPRINT_EXPORT'));
  });
}

function blueprintNames(body: Json): string[] {
  const names = Array.isArray(body) ? body.filter((name) => typeof name === 'string') : [];
  if (!Array.isArray(body) || names.length === 0 || names.length < body.length) {
    throw badRequest('Request body must be a list of blueprint names.');
  }
  return names;
}

/** The names that an upload is about, for the jobs that are to fail; a file that cannot be read is known by its own. */
function aboutOf(name: string, bytes: Uint8Array): string[] {
  try {
    const { blueprints }: Cargo = unpack(bytes);
    return [name, ...blueprints.map((one) => one.variableName)];
  } catch {
    return [name];
  }
}
