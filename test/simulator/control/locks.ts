import type { FastifyInstance } from 'fastify';
import type { Json } from '../model.ts';
import { isJsonObject } from '../scenario/mergePatch.ts';
import type { OrgStore } from '../store/orgStore.ts';
import type { RowLock } from '../store/rowLocks.ts';
import type { Simulation } from '../store/simulation.ts';

const WHAT = '{org, ids: [] | object and every, times}';

/** `/__simulator/locks`: records that writes cannot get at for a while, on whatever path they come. */
export function registerLocks(app: FastifyInstance, simulation: Simulation): void {
  app.get('/__simulator/locks', () => ({
    production: simulation.production.rowLocks.all(),
    sandbox: simulation.sandbox.rowLocks.all(),
  }));
  app.post<{ Body: Json }>('/__simulator/locks', (request, reply) => {
    const { body } = request;
    const role = isJsonObject(body) ? body['org'] : undefined;
    if (role !== 'production' && role !== 'sandbox') {
      return reply.status(400).send({ error: 'org is "production" or "sandbox".' });
    }
    const org = simulation.role(role);
    const lock = readLock(body, org);
    if (lock === undefined) return reply.status(400).send({ error: `A lock is ${WHAT}.` });
    org.rowLocks.hold(lock);
    return reply.status(201).send(lock);
  });
  app.delete('/__simulator/locks', (_request, reply) => {
    for (const org of simulation.orgs.values()) org.rowLocks.clear();
    return reply.status(204).send();
  });
}

function readLock(body: Json, org: OrgStore): RowLock | undefined {
  if (!isJsonObject(body)) return undefined;
  const { ids, object, every, times = 1 } = body;
  if (!isCount(times)) return undefined;
  if (ids !== undefined) {
    const texts = Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
    const isWhole = Array.isArray(ids) && texts.length === ids.length && texts.length > 0;
    return isWhole && object === undefined && every === undefined ? { ids: texts, times } : undefined;
  }
  const def = typeof object === 'string' ? org.object(object) : undefined;
  return def && isCount(every) ? { object: def.name, every, times } : undefined;
}

function isCount(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}
