import type { FastifyRequest } from 'fastify';
import { annotate } from '../control/wire.ts';
import type { AdminPermission } from '../scenario/types.ts';
import type { AdminKey, RuntimeClient } from './credentials.ts';
import type { LogikEnvironment } from './environment.ts';
import { EmptyRefusal } from './error.ts';

/**
 * The admin key of a request, if it may do what it asks for: 401, or 302, for a wrong key or one that has expired, 403
 * for a weak one, all without a body. The permission Admin includes the others.
 */
export function requireAdminKey(
  logik: LogikEnvironment,
  request: FastifyRequest,
  permission: AdminPermission
): AdminKey {
  const given = bearer(request);
  const key = logik.adminKeys.find((candidate) => candidate.key === given);
  if (key === undefined || isOver(key.expires)) {
    const { badKeyLeadsTo } = logik.behaviour;
    if (badKeyLeadsTo === null) throw new EmptyRefusal(401);
    throw new EmptyRefusal(302, badKeyLeadsTo === '' ? {} : { location: badKeyLeadsTo });
  }
  annotate(request, { user: key.name });
  if (!key.permissions.includes(permission) && !key.permissions.includes('Admin')) {
    throw new EmptyRefusal(403);
  }
  return key;
}

/**
 * The runtime client of a request: 401 for a token that nobody has, an empty 403 for one that has expired and for an
 * Origin that the client does not allow.
 */
export function requireRuntimeClient(logik: LogikEnvironment, request: FastifyRequest): RuntimeClient {
  const given = bearer(request);
  const client = logik.runtimeClients.find((candidate) => candidate.token === given);
  if (client === undefined) throw new EmptyRefusal(401);
  annotate(request, { user: client.name });
  const { origin } = request.headers;
  if (isOver(client.expires) || origin === undefined || !client.origins.some((allowed) => lets(allowed, origin))) {
    throw new EmptyRefusal(403);
  }
  return client;
}

/** `*.salesforce.com` stands for every https host below it; anything else is compared to the letter. */
function lets(allowed: string, origin: string): boolean {
  const below = /^(?:https:\/\/)?\*(\..+)$/.exec(allowed)?.[1];
  return below === undefined ? allowed === origin : origin.startsWith('https://') && origin.endsWith(below);
}

function bearer({ headers }: FastifyRequest): string | undefined {
  return /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

function isOver(expires: string | undefined): boolean {
  return expires !== undefined && new Date(expires).getTime() <= Date.now();
}
