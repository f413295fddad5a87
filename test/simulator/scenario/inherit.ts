import type { Json } from '../model.ts';
import { ScenarioError } from './error.ts';
import { listWords, withLists, withoutListWords } from './lists.ts';
import { isJsonObject, mergePatch, type JsonObject } from './mergePatch.ts';
import type { LogikPart, OrgPart, Scenario, UserPart } from './types.ts';

/** What belongs to production alone, or to one org at a time: the sandbox states its own or has none. */
const NOT_INHERITED = ['sandboxName', 'sandboxProcesses', 'myDomain', 'login', 'users', 'bulkJobs', 'addedFrom'];

/**
 * The scenario with everything said that it leaves to inheritance: the sandbox is a merge patch over production, its
 * inherited users have the suffix that a refresh gives them, and lists are as `remove`, `change` and `add` say.
 */
export function inherit(file: JsonObject): Scenario {
  const production = withLists(part(file, 'production'), '/production');
  const own = part(file, 'sandbox');
  const sandboxName = own['sandboxName'];
  if (typeof sandboxName !== 'string') throw new ScenarioError('/sandbox/sandboxName', 'is missing');
  const inherited: JsonObject = Object.fromEntries(
    Object.entries(production).filter(([key]) => !NOT_INHERITED.includes(key))
  );
  const patched = mergePatch(withoutIds(inherited), withoutListWords(own)) as JsonObject;
  patched['users'] ??= suffixedUsers(production['users'], sandboxName);
  patched['login'] ??= suffixed(production['login'], sandboxName);
  patched['myDomain'] ??= sandboxDomain(production['myDomain'], sandboxName);
  const sandbox = withLists({ ...patched, ...listWords(own) }, '/sandbox');
  return {
    production: production,
    sandbox: { ...(sandbox as OrgPart), sandboxName },
    logik: part(file, 'logik') as unknown as LogikPart,
    refresh: isJsonObject(file['refresh']) ? file['refresh'] : {},
    pages: isJsonObject(file['pages']) ? file['pages'] : {},
    takenUsernames: (file['takenUsernames'] ?? []) as string[],
  };
}

/** The username that a user of production has in a sandbox. */
export function sandboxUsername(username: string, sandboxName: string): string {
  return `${username}.${sandboxName.toLowerCase()}`;
}

function part(file: JsonObject, name: string): JsonObject {
  const value = file[name];
  if (!isJsonObject(value)) throw new ScenarioError(`/${name}`, 'is missing');
  return value;
}

/** Rows inherited from production are rows of another org: an Id that the file gives there is not theirs. */
function withoutIds(value: JsonObject): JsonObject {
  const strip = (member: Json): Json => {
    if (Array.isArray(member)) return member.map(strip);
    if (!isJsonObject(member)) return member;
    const { Id: _, ...rest } = member;
    return Object.fromEntries(Object.entries(rest).map(([key, nested]) => [key, strip(nested)]));
  };
  return strip(value) as JsonObject;
}

function suffixedUsers(users: Json | undefined, sandboxName: string): Json {
  return ((users ?? []) as UserPart[]).map((user) => ({
    ...user,
    username: sandboxUsername(user.username, sandboxName),
  }));
}

function suffixed(login: Json | undefined, sandboxName: string): Json {
  return typeof login === 'string' ? sandboxUsername(login, sandboxName) : null;
}

function sandboxDomain(myDomain: Json | undefined, sandboxName: string): Json {
  const label = typeof myDomain === 'string' ? /^https:\/\/([^.]+)/.exec(myDomain)?.[1] : undefined;
  return label === undefined ? null : `https://${label}--${sandboxName.toLowerCase()}.sandbox.my.salesforce.com`;
}
