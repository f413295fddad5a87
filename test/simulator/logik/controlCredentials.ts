import type { FastifyInstance } from 'fastify';
import type { Json } from '../model.ts';
import { isJsonObject } from '../scenario/mergePatch.ts';
import { ADMIN_PERMISSIONS, type AdminPermission } from '../scenario/types.ts';
import { refuse } from './control.ts';
import { newClient, newKey, putByName, removeByName } from './credentials.ts';
import type { LogikEnvironment } from './environment.ts';

const KEY = `A key is {name, permissions: [${ADMIN_PERMISSIONS.join(', ')}], expires?}.`;
const CLIENT = 'A runtime client is {name, origins: [], permission?, userId?, expires?}.';
const TRANSACTION = 'A client for transactions needs a user ID, and the host of the environment as an origin.';

/** What a person does in Logik Admin with keys and runtime clients: the secret is shown once, when one is made. */
export function registerCredentialControl(app: FastifyInstance, base: string, logik: LogikEnvironment): void {
  app.post<{ Body: Json }>(`${base}/keys`, (request, reply) => {
    const { name, permissions, expires } = isJsonObject(request.body) ? request.body : {};
    const asked = texts(permissions);
    const known = asked?.filter((one): one is AdminPermission => ADMIN_PERMISSIONS.some((word) => word === one));
    if (typeof name !== 'string' || !known || known.length !== asked?.length || !isMoment(expires)) {
      return refuse(reply, KEY);
    }
    const key = newKey({ name, permissions: known, ...(expires === undefined ? {} : { expires }) });
    putByName(logik.adminKeys, key);
    return reply.status(201).send(key);
  });

  app.post<{ Body: Json }>(`${base}/clients`, (request, reply) => {
    const { name, origins, permission = 'Config', userId, expires } = isJsonObject(request.body) ? request.body : {};
    const asked = texts(origins);
    if (typeof name !== 'string' || !asked || typeof permission !== 'string' || !isMoment(expires)) {
      return refuse(reply, CLIENT);
    }
    if (permission === 'Transaction' && !(typeof userId === 'string' && userId !== '' && asked.includes(logik.url))) {
      return refuse(reply, TRANSACTION);
    }
    const client = newClient({
      name,
      origins: asked,
      permission,
      ...(typeof userId === 'string' ? { userId } : {}),
      ...(expires === undefined ? {} : { expires }),
    });
    putByName(logik.runtimeClients, client);
    return reply.status(201).send(client);
  });

  for (const [list, kind] of [
    [logik.adminKeys, 'keys'],
    [logik.runtimeClients, 'clients'],
  ] as const) {
    app.delete<{ Params: { name: string } }>(`${base}/${kind}/:name`, (request, reply) => {
      const { name } = request.params;
      const removed = removeByName<{ name: string }>(list, name);
      return removed ? reply.status(204).send() : refuse(reply, `There is no ${name} among the ${kind}.`);
    });
  }
}

function texts(value: Json | undefined): string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
}

function isMoment(value: Json | undefined): value is string | undefined {
  return value === undefined || (typeof value === 'string' && !Number.isNaN(Date.parse(value)));
}
