import { z } from 'zod';
import { revenueCloudSchema } from './revenueCloudFacts.ts';

export const externalConfiguratorSchema = z.strictObject({
  /** `244.2`; null where the Salesforce CPQ package is not installed. */
  cpqVersion: z.string().nullable(),
  /** Where the values were read: a custom setting, the configuration page, or nowhere. */
  source: z.enum(['api', 'page', 'none']),
  /** Why they could not be read; null where they were, or where there is no Salesforce CPQ. */
  unreadable: z.string().nullable(),
  url: z.string().nullable(),
  thirdParty: z.boolean().nullable(),
  /** What the page also offers, and what is never touched. */
  offers: z.array(z.string()),
  /** The custom setting that exposes the values by API, where a package version has one. */
  setting: z
    .strictObject({
      object: z.string(),
      recordId: z.string(),
      urlField: z.string(),
      thirdPartyField: z.string().nullable(),
    })
    .nullable(),
  /** Where there is no Salesforce CPQ: null without Revenue Cloud either; absent where an earlier version recorded it. */
  revenueCloud: revenueCloudSchema.nullable().optional(),
});

/** Salesforce CPQ's External Configurator URL and the switch beside it. */
export type ExternalConfiguratorFacts = z.infer<typeof externalConfiguratorSchema>;
export type ExposedSetting = NonNullable<ExternalConfiguratorFacts['setting']>;
