import { z } from 'zod';

/** A record of `ProductConfigurationFlow`: the flow in which Revenue Cloud configures products. */
const flow = z.strictObject({
  id: z.string(),
  /** The API name of the flow, which is what tells it apart in every org. */
  identifier: z.string(),
  isDefault: z.boolean(),
  /** `Draft`, `Active` or `Inactive`. */
  status: z.string().nullable(),
});

/** What a flow is assigned to, by what tells it apart when its ID has changed. */
const subject = z.strictObject({
  object: z.enum(['Product2', 'ProductClassification']),
  field: z.string(),
  value: z.string(),
  id: z.string(),
  /** Whether nothing else in the org had this value, assigned or not; absent where that could not be read. */
  unique: z.boolean().optional(),
});

const assignment = z.strictObject({
  id: z.string(),
  /** The identifier of the flow. */
  flow: z.string(),
  /** `PrimaryConfiguratorFlow` or `DynamicAdditionFlow`; null where the org does not have the field. */
  type: z.string().nullable(),
  subject,
});

export const revenueCloudSchema = z.strictObject({
  flows: z.array(flow),
  /** Null where they could not be read. */
  assignments: z.array(assignment).nullable(),
  /** Assignments that could not be kept: neither a product nor a classification that is told apart. */
  withoutSubject: z.int().nonnegative(),
  /** Flows that the records name and that the org has, by API name; null where that could not be read. */
  definitions: z.array(z.strictObject({ name: z.string(), active: z.boolean() })).nullable(),
  /** What recorded assignments are for, with the IDs that it has now; empty in prepare. */
  found: z.array(
    z.strictObject({
      object: subject.shape.object,
      field: z.string(),
      value: z.string(),
      ids: z.array(z.string()),
    })
  ),
  /** Why flows, or assignments, could not be read; null where they were. */
  unreadable: z.string().nullable(),
  assignmentsUnreadable: z.string().nullable(),
});

/** The configuration flows of Revenue Cloud, which stand where Salesforce CPQ has its External Configurator URL. */
export type RevenueCloudFacts = z.infer<typeof revenueCloudSchema>;
export type ConfigurationFlow = z.infer<typeof flow>;
export type FlowAssignment = z.infer<typeof assignment>;
export type Subject = z.infer<typeof subject>;
