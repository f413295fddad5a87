import { z } from 'zod';
import { environmentsSchema } from '../../shared/environments.ts';

const site = z.strictObject({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  isActive: z.boolean(),
  /** `All`, `LEX`, `Communities`, …; null where the org does not say. */
  context: z.string().nullable(),
  frameSrc: z.boolean(),
  imgSrc: z.boolean(),
});

export const trustedUrlSchema = z.strictObject({ environments: environmentsSchema, sites: z.array(site) });

/** Every trusted URL of an org (Setup > Trusted URLs), and the Logik environments that its Logik Tenant names. */
export type TrustedUrlFacts = z.infer<typeof trustedUrlSchema>;
export type TrustedSite = z.infer<typeof site>;
