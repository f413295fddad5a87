import { randomBytes } from 'node:crypto';
import type { AdminKeyPart, RuntimeClientPart } from '../scenario/types.ts';
import { handedOut } from '../secrets.ts';

export type AdminKey = AdminKeyPart & { key: string };
export type RuntimeClient = RuntimeClientPart & { token: string };

/** An admin key as Logik Admin makes it: with a secret, unless the scenario gives one. */
export function newKey(part: AdminKeyPart): AdminKey {
  return { ...part, key: part.key ?? secret('ak') };
}

/** A runtime client as Logik Admin makes it. */
export function newClient(part: RuntimeClientPart): RuntimeClient {
  return { ...part, token: part.token ?? secret('rt') };
}

/** Puts one in a list, in the place of the one that has its name. */
export function putByName<T extends { name: string }>(list: T[], item: T): void {
  const at = list.findIndex(({ name }) => name === item.name);
  if (at < 0) list.push(item);
  else list[at] = item;
}

/** Takes one out of a list; whether it was there. */
export function removeByName<T extends { name: string }>(list: T[], name: string): boolean {
  const at = list.findIndex((item) => item.name === name);
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
}

function secret(prefix: string): string {
  return handedOut(`${prefix}_${randomBytes(24).toString('base64url')}`);
}
