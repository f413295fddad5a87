import type { ReadContext } from '../../item.ts';
import { lookAtAura, lookAtFlows, lookAtLightning, searchCode } from './code.ts';
import type { OldEnvironmentFacts } from './facts.ts';
import { finder, givenUp } from './hosts.ts';
import { lookAtConfigurator, lookAtIntegrations, lookAtSettings, lookAtTenant } from './records.ts';

/** How many places are kept; the rest is counted. */
const KEPT = 500;

/**
 * Looks for the environment that is given up, wherever it can stand. Nothing is read where the environment stays, and
 * what other lines of the run read is not read again: only code, Lightning components and flows are asked for here.
 */
export const gatherOldEnvironment = async (context: ReadContext): Promise<OldEnvironmentFacts> => {
  const hosts = await givenUp(context);
  if (hosts === null || hosts.length === 0) return { hosts, places: [], more: 0, looked: [], unread: [] };
  const old = hosts.map((host) => host.old);
  const find = finder(old);
  const { org } = context;
  const parts = await Promise.all([
    lookAtTenant(context, find),
    lookAtConfigurator(context, find),
    lookAtIntegrations(context, find),
    lookAtSettings(context, find),
    searchCode(org, old, find),
    lookAtLightning(org, find),
    lookAtAura(org, find),
    lookAtFlows(org, find),
  ]);
  const places = parts.flatMap((part) => part.places);
  return {
    hosts,
    places: places.slice(0, KEPT),
    more: Math.max(0, places.length - KEPT),
    looked: parts.map(({ part, things }) => ({ part, things })),
    unread: parts.flatMap(({ unread }) => unread),
  };
};
