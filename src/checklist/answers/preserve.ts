import { z } from 'zod';

const apiName = z.string().regex(/^[A-Za-z]\w*$/, { error: 'must be an API name' });

/** One object whose records are kept: all of them, or those of a query; and by what they are told apart. */
const records = z
  .strictObject({
    object: apiName.optional().describe('All records of this object.'),
    query: z.string().min(1).optional().describe('Or the records of this SOQL query.'),
    key: z
      .array(apiName)
      .min(1)
      .optional()
      .describe('Fields that tell a record apart, all of them together; none: the one external ID field, else Name.'),
  })
  .refine(({ object, query }) => (object === undefined) !== (query === undefined), {
    error: 'must have either object or query',
  });

/** The part `preserve` of refresh.yaml: what the sandbox has of its own and is to have again. */
export const preserveSchema = z.strictObject({
  records: z.array(records).default([]).describe('Records to keep and to put back.'),
  users: z
    .array(z.string().min(1))
    .default([])
    .describe('Usernames of test users, as they are before the refresh, to keep and to put back.'),
  passwordReset: z
    .boolean()
    .default(false)
    .describe('true: users that were put back get an email to set their password.'),
  settings: z
    .array(apiName)
    .default([])
    .describe('Custom settings and custom metadata types whose records are kept, compared and put back.'),
});

export type PreservedRecords = z.infer<typeof records>;
