import { z } from 'zod';

export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const name = z.string().min(1);
const fields = z.record(z.string(), scalar);
const defaults = fields.optional();

/**
 * Where a change is written, see `Write`: what the journal and a plan file say alike, by kind. The journal takes keys that
 * it does not know, for a later version may have written it; a plan file takes none.
 */
export const writeShapes = {
  record: {
    kind: z.literal('record'),
    object: name,
    id: name.nullable(),
    field: name,
    defaults,
    secret: z.literal(true).optional(),
  },
  setupPage: {
    kind: z.literal('setup-page'),
    page: z.enum(['cpq-configuration', 'email-deliverability']),
    control: name,
  },
  metadata: { kind: z.literal('metadata'), type: name, fullName: name, field: name, defaults },
  touch: { kind: z.literal('touch'), object: name, field: name },
  restore: { kind: z.literal('restore'), object: name, pass: z.enum(['records', 'links']) },
  sandboxNames: { before: name.nullable(), now: name.nullable() },
  logik: {
    kind: z.literal('logik'),
    environment: name,
    part: z.enum(['blueprints', 'table']),
    name,
    path: name,
    sha256: name,
    verb: z.enum(['POST', 'PUT']).optional(),
  },
  user: { kind: z.literal('user'), username: name, part: z.literal('user'), fields },
  assignment: {
    kind: z.literal('user'),
    username: name,
    part: z.literal('assignment'),
    object: name,
    userField: name,
    fields,
  },
  userPart: { kind: z.literal('user'), username: name, part: z.enum(['manager', 'password']) },
};
