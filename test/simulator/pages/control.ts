import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Json } from '../model.ts';
import { isJsonObject } from '../scenario/mergePatch.ts';
import type { ScenarioSimulation, SetupSettings } from '../scenario/index.ts';
import { readBehaviour } from './behaviour.ts';

type Role = { role: string };

const LEVELS = ['none', 'system', 'all'];
const isFlag = (value: Json): boolean => typeof value === 'boolean';
const isText = (value: Json): boolean => typeof value === 'string';
const CHECKS = new Map<string, (value: Json) => boolean>([
  ['emailDeliverability', (value) => LEVELS.some((level) => level === value)],
  ['ssoEnabled', isFlag],
  ['externalConfiguratorUrl', isText],
  ['thirdPartyConfigurator', isFlag],
  ['pageFields', (value) => isJsonObject(value) && Object.values(value).every((one) => isFlag(one) || isText(one))],
]);

/** `/__simulator/settings/<role>`: what the Setup pages hold. `/__simulator/pages`: how they behave, what was clicked. */
export function registerPageControl(app: FastifyInstance, simulation: ScenarioSimulation): void {
  const { pages } = simulation;
  const refuse = (reply: FastifyReply, error: string): FastifyReply => reply.status(400).send({ error });
  const settingsOf = (role: string): SetupSettings | undefined =>
    role === 'production' || role === 'sandbox' ? simulation.settings(simulation.role(role)) : undefined;

  app.get<{ Params: Role }>('/__simulator/settings/:role', (request, reply) => {
    const settings = settingsOf(request.params.role);
    return settings ? reply.send(settings) : refuse(reply, 'The orgs are production and sandbox.');
  });
  app.post<{ Params: Role; Body: Json }>('/__simulator/settings/:role', (request, reply) => {
    const settings = settingsOf(request.params.role);
    if (!settings) return refuse(reply, 'The orgs are production and sandbox.');
    if (!isJsonObject(request.body)) return refuse(reply, 'Settings are a JSON object.');
    for (const [name, value] of Object.entries(request.body)) {
      if (CHECKS.get(name)?.(value) !== true)
        return refuse(reply, `"${name}" is no setting, or this is no value for it.`);
    }
    const { pageFields, ...values } = request.body;
    Object.assign(settings, values);
    Object.assign(settings.pageFields, pageFields);
    return reply.send(settings);
  });

  const show = (): object => ({ ...pages.behaviour, actions: pages.actions });
  app.get('/__simulator/pages', show);
  app.post<{ Body: Json }>('/__simulator/pages', (request, reply) => {
    const change = readBehaviour(request.body);
    if (typeof change === 'string') return refuse(reply, change);
    pages.behaviour = { ...pages.behaviour, ...change };
    return reply.send(show());
  });
  app.delete('/__simulator/pages', (_request, reply) => {
    pages.reset();
    return reply.status(204).send();
  });
}
