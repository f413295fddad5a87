import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Json } from '../model.ts';
import { isJsonObject } from '../scenario/mergePatch.ts';
import type { ScenarioSimulation } from '../scenario/scenarioSimulation.ts';
import { registerCredentialControl } from './controlCredentials.ts';
import { registerContentControl } from './controlContent.ts';
import type { LogikEnvironment } from './environment.ts';
import type { ProductSync } from './sync.ts';

export type LogikWires = { simulation: ScenarioSimulation; logik: LogikEnvironment; sync: ProductSync };

/** `/__simulator/logik`: how the environment behaves, and what people do in Logik Admin. */
export function registerLogikControl(app: FastifyInstance, base: string, wires: LogikWires): void {
  const { logik, sync } = wires;
  app.get(base, () => stateOf(logik));
  app.post<{ Body: Json }>(base, (request, reply) => {
    const problem = logik.change(request.body);
    if (problem !== undefined) return refuse(reply, problem);
    if (isJsonObject(request.body) && 'syncIntervalMs' in request.body) sync.schedule();
    return reply.send(stateOf(logik));
  });
  app.delete(base, (_request, reply) => {
    logik.calmDown();
    sync.schedule();
    return reply.status(204).send();
  });

  app.get(`${base}/sessions`, () => ({
    count: logik.sessions.count,
    open: logik.sessions.open,
    sessions: logik.sessions.all,
  }));
  app.delete(`${base}/sessions`, (_request, reply) => {
    logik.sessions.clear();
    return reply.status(204).send();
  });

  app.post(`${base}/sync`, () => sync.run());
  app.post<{ Body: Json }>(`${base}/refresh-token-user`, (request, reply) => {
    const username = isJsonObject(request.body) ? request.body['username'] : undefined;
    if (typeof username !== 'string') return refuse(reply, 'A refresh token user is {username}.');
    const problem = sync.connect(username);
    return problem === undefined ? reply.send(logik.connection.user) : refuse(reply, problem);
  });
  app.delete(`${base}/refresh-token-user`, (_request, reply) => {
    logik.connection.user = null;
    return reply.status(204).send();
  });

  registerCredentialControl(app, base, logik);
  registerContentControl(app, base, wires);
  app.addHook('onClose', async () => sync.close());
}

export function refuse(reply: FastifyReply, error: string): FastifyReply {
  return reply.status(400).send({ error });
}

/** Everything but the secrets: those are in the logins, or were told when they were made. */
function stateOf(logik: LogikEnvironment): object {
  const { url, behaviour, own, connection } = logik;
  const { blueprints, configurableProducts, tables, productCache } = own;
  return {
    url,
    behaviour,
    refreshTokenUser: connection.user,
    lastPull: connection.lastPull === null ? null : new Date(connection.lastPull).toISOString(),
    syncs: connection.syncs,
    keys: logik.adminKeys.map(({ key: _, ...shown }) => shown),
    clients: logik.runtimeClients.map(({ token: _, ...shown }) => shown),
    blueprints: blueprints.all.map(({ variableName, modified }) => ({
      variableName,
      modified,
      deployed: blueprints.isDeployed(variableName),
    })),
    tables: tables.all.map(({ name, rows, dateModified }) => ({ name, rows: rows.size, dateModified })),
    configurableProducts: configurableProducts.all,
    cachedProducts: productCache.size,
    sessions: logik.sessions.count,
    jobs: logik.jobs.all.map(({ outcome: _, ...job }) => job),
  };
}
