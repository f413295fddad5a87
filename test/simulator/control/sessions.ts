import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Json } from '../model.ts';
import type { ScenarioSimulation } from '../scenario/index.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { handedOut } from '../secrets.ts';

const refuse = (reply: FastifyReply, error: string): FastifyReply => reply.status(400).send({ error });

/**
 * `/__simulator/sessions`: a login as `sf org login web` leaves it, and sessions that run out. What Salesforce answers
 * then is each API's own: REST 401, the OpenID endpoints 403, SOAP a fault, a browser the login page.
 */
export function registerSessions(app: FastifyInstance, simulation: ScenarioSimulation): void {
  const orgOf = (role: Json | undefined): OrgStore | undefined =>
    role === 'production' || role === 'sandbox' ? simulation.role(role) : undefined;

  app.post<{ Body: { [key: string]: Json } | null }>('/__simulator/sessions', (request, reply) => {
    const org = orgOf(request.body?.['org']);
    if (!org) return refuse(reply, 'org is "production" or "sandbox".');
    const refreshToken = handedOut(`5Aep861${randomBytes(24).toString('base64url')}`);
    org.refreshTokens.set(refreshToken, { userId: org.facts.loginUserId });
    return reply.status(201).send({ refreshToken });
  });
  app.delete<{ Body: { [key: string]: Json } | null }>('/__simulator/sessions', (request, reply) => {
    const { org: role, after = 0, refreshTokens = false, moved = false } = request.body ?? {};
    const org = orgOf(role);
    if (!org) return refuse(reply, 'org is "production" or "sandbox".');
    if (typeof after !== 'number') return refuse(reply, 'after is a number of API calls.');
    org.sessionsEndAt = org.apiRequests + after;
    if (refreshTokens === true) org.refreshTokens.clear();
    org.movedFrom = moved === true ? request.host : undefined;
    return reply.status(204).send();
  });
}
