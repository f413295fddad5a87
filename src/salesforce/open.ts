import type { Org } from '@salesforce/core';
import { orgHttp } from './http.ts';
import { orgReader } from './reader.ts';
import type { OrgReader, OrgWriter } from './types.ts';
import { orgWriter } from './writer.ts';

/** An org that can be read; a writer is made only on request, by whoever has checked that it may be written to. */
export type OpenOrg = { reader: OrgReader; openWriter(): OrgWriter };

/**
 * Opens the org that `sf` resolved.
 *
 * @param org what `Flags.requiredOrg` answered
 * @param label how the user named it: alias or username. An access token given as username is never shown.
 * @param apiVersion from `--api-version`, when given
 */
export const openOrg = (org: Org, label: string, apiVersion?: string): OpenOrg => {
  const connection = org.getConnection(apiVersion);
  const http = orgHttp(connection, label);
  return {
    reader: orgReader(connection, http, label),
    openWriter: () => orgWriter(connection, http),
  };
};
