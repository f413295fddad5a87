import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Json, SfRecord } from '../model.ts';
import { refreshSandbox } from '../refresh/index.ts';
import type { ScenarioSimulation } from '../scenario/index.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { readFault } from './faults.ts';
import type { FaultPlan } from './faults.ts';
import { registerLimits } from './limits.ts';
import { registerLocks } from './locks.ts';
import { registerSessions } from './sessions.ts';
import { allHandedOut } from '../secrets.ts';
import type { RequestLog } from './requestLog.ts';

type Wires = { simulation: ScenarioSimulation; log: RequestLog; faults: FaultPlan };

const refuse = (reply: FastifyReply, error: string): FastifyReply => reply.status(400).send({ error });

function orgOf(simulation: ScenarioSimulation, role: Json | undefined): OrgStore | undefined {
  return role === 'production' || role === 'sandbox' ? simulation.role(role) : undefined;
}

function names(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** `/__simulator/…`: what tests use to look behind the org. Never listed in the request log, never faulted. */
export function registerControl(app: FastifyInstance, { simulation, log, faults }: Wires): void {
  app.get('/__simulator/requests', () => log.all());
  app.delete('/__simulator/requests', (_request, reply) => {
    log.clear();
    return reply.status(204).send();
  });

  app.get('/__simulator/faults', () => faults.all());
  app.post<{ Body: Json }>('/__simulator/faults', (request, reply) => {
    const fault = readFault(request.body);
    if (typeof fault === 'string') return refuse(reply, fault);
    faults.arm(fault);
    return reply.status(201).send(fault);
  });
  app.delete('/__simulator/faults', (_request, reply) => {
    faults.clear();
    return reply.status(204).send();
  });

  app.get('/__simulator/secrets', () => allHandedOut());
  app.get('/__simulator/logins', () => ({
    sandbox: simulation.login('sandbox'),
    production: simulation.login('production'),
  }));
  app.post<{ Body: Json }>('/__simulator/refresh', (request, reply) => {
    try {
      return reply.send(refreshSandbox(simulation, request.body ?? {}));
    } catch (error) {
      return refuse(reply, error instanceof Error ? error.message : String(error));
    }
  });

  app.post<{ Body: { [key: string]: Json } | null }>('/__simulator/restrict', (request, reply) => {
    const org = orgOf(simulation, request.body?.['org']);
    if (!org) return refuse(reply, 'org is "production" or "sandbox".');
    for (const name of names(request.body?.['deny'])) org.restrict(name);
    for (const name of names(request.body?.['absent'])) org.lack(name);
    for (const name of names(request.body?.['readOnly'])) org.readOnly(name);
    return reply.status(204).send();
  });
  app.delete('/__simulator/restrict', (_request, reply) => {
    for (const org of simulation.orgs.values()) org.unrestrict();
    return reply.status(204).send();
  });

  registerLimits(app, simulation);
  registerLocks(app, simulation);
  registerSessions(app, simulation);
  registerRecords(app, simulation);
}

function registerRecords(app: FastifyInstance, simulation: ScenarioSimulation): void {
  type Params = { role: string; object: string; id: string };
  app.get<{ Params: Params }>('/__simulator/records/:role/:object', (request, reply) => {
    const org = orgOf(simulation, request.params.role);
    if (!org?.object(request.params.object)) return refuse(reply, `There is no ${request.params.object} here.`);
    return reply.send([...org.table(request.params.object).rows()]);
  });
  app.post<{ Params: Params; Body: Json }>('/__simulator/records/:role/:object', (request, reply) => {
    const org = orgOf(simulation, request.params.role);
    if (!org?.object(request.params.object)) return refuse(reply, `There is no ${request.params.object} here.`);
    const given = Array.isArray(request.body) ? request.body : [request.body];
    try {
      return reply.status(201).send(given.map((values) => merge(org, request.params.object, values)));
    } catch (error) {
      return refuse(reply, error instanceof Error ? error.message : String(error));
    }
  });
  app.delete<{ Params: Params }>('/__simulator/records/:role/:object/:id', (request, reply) => {
    const org = orgOf(simulation, request.params.role);
    if (!org?.object(request.params.object)) return refuse(reply, `There is no ${request.params.object} here.`);
    org.table(request.params.object).remove(request.params.id, false, '');
    return reply.status(204).send();
  });
}

/** Loads a row; where its ID is taken, the given values go over those that are there. */
function merge(org: OrgStore, object: string, values: Json): SfRecord {
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new Error('A record is a JSON object.');
  const current = typeof values['Id'] === 'string' ? org.table(object).get(values['Id']) : undefined;
  return org.load(object, { ...current, ...values });
}
