import type { ObjectDef } from '../model.ts';
import { automationObjects } from './automation.ts';
import { commerceObjects } from './commerce.ts';
import { credentialObjects } from './credentials.ts';
import { developmentObjects } from './development.ts';
import { fileObjects } from './files.ts';
import { permissionObjects } from './permissions.ts';
import { setupObjects } from './setup.ts';
import { toolingObjects } from './tooling.ts';
import { userObjects } from './users.ts';

/** The objects that every org has. Each call answers fresh arrays; the definitions themselves are never changed. */
export function standardObjects(): ObjectDef[] {
  return [
    ...setupObjects,
    ...userObjects,
    ...permissionObjects,
    ...commerceObjects,
    ...automationObjects,
    ...toolingObjects,
    ...credentialObjects,
    ...developmentObjects,
    ...fileObjects,
  ];
}
