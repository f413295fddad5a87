import type { FastifyInstance } from 'fastify';
import type { Json } from '../model.ts';
import { allowDailyApiRequests, dailyApiRequests } from '../rest/limits.ts';
import { isJsonObject } from '../scenario/mergePatch.ts';
import type { OrgStore } from '../store/orgStore.ts';
import type { Simulation } from '../store/simulation.ts';

type ApiAllowance = { max: number; remaining: number };

const told = (org: OrgStore): ApiAllowance => {
  const max = dailyApiRequests(org);
  return { max, remaining: Math.max(0, max - org.apiRequests) };
};

const isCount = (value: Json | undefined): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

/** `/__simulator/limits`: how many API calls the orgs may make in 24 hours, and how many of them are left. */
export function registerLimits(app: FastifyInstance, simulation: Simulation): void {
  app.get('/__simulator/limits', () => ({
    production: told(simulation.production),
    sandbox: told(simulation.sandbox),
  }));
  app.post<{ Body: Json }>('/__simulator/limits', (request, reply) => {
    const { org: role, max, remaining } = isJsonObject(request.body) ? request.body : {};
    if (role !== 'production' && role !== 'sandbox') {
      return reply.status(400).send({ error: 'org is "production" or "sandbox".' });
    }
    const org = simulation.role(role);
    const all = max ?? dailyApiRequests(org);
    const left = remaining ?? all;
    if (!isCount(all) || !isCount(left) || left > all) {
      return reply.status(400).send({ error: 'max and remaining are whole numbers, and remaining is at most max.' });
    }
    allowDailyApiRequests(org, all);
    // What is used is counted on from here, as in a real org: each request takes one.
    org.apiRequests = all - left;
    return reply.status(201).send(told(org));
  });
}
