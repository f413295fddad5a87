import type { FastifyInstance } from 'fastify';
import type { Json } from '../model.ts';
import { readBulkBehaviour } from './behaviour.ts';
import type { BulkJobs } from './jobs.ts';

/** `/__simulator/bulk`: how bulk jobs behave. */
export function registerBulkControl(app: FastifyInstance, jobs: BulkJobs): void {
  app.get('/__simulator/bulk', () => jobs.behaviour);
  app.post<{ Body: Json }>('/__simulator/bulk', (request, reply) => {
    const change = readBulkBehaviour(request.body);
    if (typeof change === 'string') return reply.status(400).send({ error: change });
    jobs.change(change);
    return reply.send(jobs.behaviour);
  });
  app.delete('/__simulator/bulk', (_request, reply) => {
    jobs.reset();
    return reply.status(204).send();
  });
}
