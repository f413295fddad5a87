import { z } from 'zod';
import { environmentsSchema } from '../../shared/environments.ts';

const site = z.strictObject({
  fullName: z.string(),
  url: z.string(),
  isActive: z.boolean(),
  disableProtocolSecurity: z.boolean(),
});

export const remoteSiteSchema = z.strictObject({
  environments: environmentsSchema,
  /** Null where this login may not read them. */
  sites: z.array(site).nullable(),
  /** Why they could not be read; null where they were. */
  unreadable: z.string().nullable(),
});

/** Every remote site setting of an org, and the Logik environments that its Logik Tenant names. */
export type RemoteSiteFacts = z.infer<typeof remoteSiteSchema>;
export type RemoteSite = z.infer<typeof site>;
