import { z } from 'zod';
import { environmentUrlProblem, namesHost } from '../../logik/environmentUrl.ts';
import { DEFAULT_KEYS } from '../../catalog/objects.ts';
import { originProblem } from '../../logik/origin.ts';
import { logikBackupSchema } from './logikBackup.ts';
import { policySchema } from './policy.ts';
import { preserveSchema } from './preserve.ts';
import { userAccessSchema } from './userAccess.ts';
import { waiverSchema } from './waivers.ts';

const UNKNOWN = 'TBD';

const environmentUrl = z.string().refine((value) => environmentUrlProblem(value) === undefined, {
  error: 'must be https://<host>, such as https://acme-uat.test01.logik.io, with nothing behind the host',
});

const hostName = z
  .string()
  .min(1)
  .refine((value) => environmentUrlProblem(`https://${value}`) === undefined, {
    error: 'must be a host name, such as acme-uat.test01.logik.io, without https:// and with nothing behind it',
  });

const orgId = z
  .string()
  .regex(/^00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/, { error: 'must be an organization ID (00D…, 15 or 18 characters)' });

/** A name and the origins that may use it; origins need no trailing slash, except for communities (both forms). */
const runtimeClient = z.strictObject({
  name: z.string().min(1),
  origins: z
    .array(
      z.string().refine((value) => originProblem(value) === undefined, {
        error: 'must be an origin: https://<host>, or a wildcard: *.<domain>',
      })
    )
    .min(1),
});

const apiName = z.string().regex(/^[A-Za-z]\w*$/, { error: 'must be an API name' });

/** `LGK__Setting__c.LGK__Text__c`. */
const fieldPlace = z.string().regex(/^[A-Za-z]\w*\.[A-Za-z]\w*$/, { error: 'must be <Object>.<Field>, by API names' });

/**
 * The answers people gave and the state they want: the content of `refresh.yaml`. Nothing in it is secret. Every key
 * may be left out; `null` and `TBD` both mean that nobody knows yet.
 */
export const answersSchema = z.strictObject({
  schemaVersion: z.literal(1),
  refresh: z.strictObject({
    date: z.iso.date().describe('The day of the refresh, YYYY-MM-DD.'),
    dataStrategy: z
      .enum(['repoint', 'decommission'])
      .describe('What happens to the data of the connected Logik environment.'),
    newOrgId: z
      .union([z.literal(UNKNOWN), orgId])
      .default(UNKNOWN)
      .describe('The organization ID after the refresh, or TBD.'),
    newMyDomain: z
      .url({ protocol: /^https?$/ })
      .refine(namesHost, { error: 'must name a host, such as https://acme--uat.sandbox.my.salesforce.com' })
      .nullable()
      .default(null)
      .describe('The My Domain URL after the refresh, when it changes.'),
    sourceOrg: z
      .string()
      .min(1)
      .refine((value) => !value.includes('!'), { error: 'must be an alias or a username, never an access token' })
      .nullable()
      .default(null)
      .describe('Alias or username of the production org that the sandbox is copied from.'),
    confirmDecommission: hostName
      .nullable()
      .default(null)
      .describe('With decommission: the host of the environment that ends, typed by whoever confirms it.'),
  }),
  logik: z
    .strictObject({
      currentHost: z
        .union([hostName, z.array(hostName)])
        .nullable()
        .default(null)
        .describe(
          "The host of the Logik environment before the refresh, or several hosts, for whoever vouches that they are the sandbox's own."
        ),
      newHost: hostName
        .nullable()
        .default(null)
        .describe('The host name of the Logik environment after the refresh, when it changes.'),
      runtimeUrl: environmentUrl
        .nullable()
        .default(null)
        .describe('The Runtime Configuration URL after the refresh; null: as before, or from newHost.'),
      administrationUrl: environmentUrl
        .nullable()
        .default(null)
        .describe('The Administration URL after the refresh; null: as before, or from newHost.'),
      provisioningEmail: z
        .email()
        .default('provisioning@logik.io')
        .describe('The email of the user through which Logik support provisions the environment.'),
      adminUsers: z
        .array(z.string().min(1))
        .default([])
        .describe('Salesforce usernames that need Logik Admin access, as they are before the refresh.'),
      userAccess: userAccessSchema
        .prefault({})
        .describe('What the admin users may do in Logik Admin, for the file that its User Access imports.'),
      removeOldUserAccess: z
        .boolean()
        .default(false)
        .describe('That file also takes the access of usernames that the refresh changed.'),
      refreshTokenUser: z
        .string()
        .min(1)
        .nullable()
        .default(null)
        .describe('The Salesforce username with which Logik synchronises products, as it is before the refresh.'),
      runtimeClients: z
        .array(runtimeClient)
        .default([])
        .describe('Runtime clients to create in Logik Admin, each with its allowed origins.'),
      productIdField: z
        .enum(['product-code', 'partner-id', 'external-id'])
        .nullable()
        .default(null)
        .describe("How Logik matches products: its setting Product Id Field; null: by the product's natural key."),
      reconnectedAt: z.iso
        .datetime()
        .nullable()
        .default(null)
        .describe('When Logik was connected to the refreshed org, in UTC; null: when repoint wrote the Logik Tenant.'),
      syncIntervalMinutes: z
        .int()
        .min(1)
        .max(1440)
        .nullable()
        .default(null)
        .describe(
          'How often Logik synchronises, in minutes; null: 15 for production sites, 30 for others, by the host.'
        ),
      smoke: z
        .strictObject({
          products: z
            .array(z.string().min(1))
            .max(20)
            .default([])
            .describe('Product codes to open a configuration for; empty: some of every product family.'),
          count: z.int().min(1).max(20).default(3).describe('How many products are chosen where none is named.'),
        })
        .prefault({})
        .describe('Which products verify opens a configuration for, with a runtime token.'),
      externalConfiguratorUrl: z
        .union([
          z.url({ protocol: /^https?$/ }).refine(namesHost, { error: 'must name a host' }),
          z.string().regex(/^\/apex\/\w+/),
        ])
        .nullable()
        .default(null)
        .describe(
          'External Configurator URL after the refresh; null: kept where it is a launcher, else <environment>/ui/configure.'
        ),
      usesReconfigureApi: z
        .boolean()
        .default(false)
        .describe('Apex in the sandbox calls Logik (reconfigure API, Transaction Manager): a remote site is needed.'),
      communities: z
        .boolean()
        .default(false)
        .describe('Partners or customers configure with Logik in a community: session settings are checked.'),
      tenant: z
        .strictObject({
          object: z.string().min(1).nullable().default(null),
          runtimeUrlField: z.string().min(1).nullable().default(null),
          administrationUrlField: z.string().min(1).nullable().default(null),
        })
        .prefault({})
        .describe('API names of the Logik Tenant custom setting, where they cannot be discovered.'),
      backup: logikBackupSchema.prefault({}),
    })
    .prefault({}),
  catalog: z
    .strictObject({
      keys: z
        .strictObject({
          Product2: z
            .array(apiName)
            .min(1)
            .default(DEFAULT_KEYS.Product2)
            .describe('Fields that tell a product apart: the first that has a value.'),
          Pricebook2: z
            .array(apiName)
            .min(1)
            .default(DEFAULT_KEYS.Pricebook2)
            .describe('Fields that tell a price book apart: the first that has a value.'),
          PricebookEntry: z
            .array(apiName)
            .min(1)
            .default(DEFAULT_KEYS.PricebookEntry)
            .describe('Fields that tell a price book entry apart: all of them together.'),
        })
        .prefault({}),
      priceBooks: z
        .array(z.string().min(1))
        .default([])
        .describe('Names of price books, besides the standard one, in which configurable products need an entry.'),
      scan: z
        .array(fieldPlace)
        .default([])
        .describe('More places that may hold IDs and host names of the sandbox as it was: <Object>.<Field>.'),
      touchField: apiName
        .nullable()
        .default(null)
        .describe('The field that is saved unchanged to touch a product; null: the one that makes it configurable.'),
    })
    .prefault({}),
  policy: policySchema.prefault({}),
  preserve: preserveSchema.prefault({}),
  waivers: z.array(waiverSchema).default([]).describe('Findings that somebody accepts for a time.'),
});

export type Answers = z.infer<typeof answersSchema>;

export const TBD = UNKNOWN;
