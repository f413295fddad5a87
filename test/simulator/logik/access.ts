import type { FastifyRequest } from 'fastify';
import { annotate } from '../control/wire.ts';
import type { AdminPermission } from '../scenario/types.ts';
import type { AdminKey, RuntimeClient } from './credentials.ts';
import type { LogikEnvironment } from './environment.ts';
import { LogikError } from './error.ts';

/**
 * The admin key of a request, if it may do what it asks for: 401 for a wrong key or one that has expired, 403 for a
 * weak one. The permission Admin includes the others.
 */
export function requireAdminKey(
  logik: LogikEnvironment,
  request: FastifyRequest,
  permission: AdminPermission
): AdminKey {
  const given = bearer(request);
  const key = logik.adminKeys.find((candidate) => candidate.key === given);
  if (key === undefined || isOver(key.expires)) {
    throw new LogikError(401, 'UNAUTHORIZED', 'Your API key is wrong or missing.');
  }
  annotate(request, { user: key.name });
  if (!key.permissions.includes(permission) && !key.permissions.includes('Admin')) {
    throw new LogikError(403, 'FORBIDDEN', 'Your API Key does not have permissions to perform the operation.');
  }
  return key;
}

/** The runtime client of a request: 401 for a wrong token, 403 for an Origin that is not, to the letter, allowed. */
export function requireRuntimeClient(logik: LogikEnvironment, request: FastifyRequest): RuntimeClient {
  const given = bearer(request);
  const client = logik.runtimeClients.find((candidate) => candidate.token === given);
  if (client === undefined || isOver(client.expires)) {
    throw new LogikError(401, 'UNAUTHORIZED', 'Runtime token is wrong or missing.');
  }
  annotate(request, { user: client.name });
  const { origin } = request.headers;
  if (origin === undefined || !client.origins.includes(origin)) {
    throw new LogikError(403, 'FORBIDDEN', `Origin ${origin ?? '(none)'} is not allowed for this runtime client.`);
  }
  return client;
}

function bearer({ headers }: FastifyRequest): string | undefined {
  return /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

function isOver(expires: string | undefined): boolean {
  return expires !== undefined && new Date(expires).getTime() <= Date.now();
}
