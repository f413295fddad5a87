import { z } from 'zod';
import { checklist } from '../../checklist/index.ts';
import type { ItemId } from '../../checklist/item.ts';
import { environmentUrlProblem } from '../../logik/environmentUrl.ts';
import { name, scalar, writeShapes } from '../write/shapes.ts';

/** What `kind` in a plan file says. */
export const PLAN_KIND = 'logik-refresh-plan';

/** A checksum as this plugin writes it. */
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'sha256: and 64 hexadecimal digits are expected');

const itemId = z
  .string()
  .refine((id): id is ItemId => checklist.some((line) => line.id === id), 'no line of the checklist has this ID')
  .describe('ID of a line of the checklist');

/** Where a change is written, see `Write`. Many records are told by their number and a checksum of their IDs. */
const writeSchema = z.discriminatedUnion('kind', [
  z.strictObject(writeShapes.record),
  z.strictObject(writeShapes.setupPage),
  z.strictObject(writeShapes.metadata),
  z.strictObject({
    ...writeShapes.touch,
    since: z.iso.datetime(),
    records: z.int().nonnegative(),
    ids: digest,
  }),
  z.strictObject({ ...writeShapes.restore, names: z.strictObject(writeShapes.sandboxNames) }),
  z.strictObject(writeShapes.logik),
  z.discriminatedUnion('part', [
    z.strictObject(writeShapes.user),
    z.strictObject(writeShapes.assignment),
    z.strictObject(writeShapes.userPart),
  ]),
]);

const changeSchema = z.strictObject({
  item: itemId,
  target: z.string(),
  severity: z.enum(['critical', 'normal']),
  before: scalar,
  after: scalar,
  basis: digest.optional().describe('Checksum of what stands behind before and after, where these are numbers'),
  write: writeSchema,
});

const environmentUrl = z
  .string()
  .refine((url) => environmentUrlProblem(url) === undefined, 'the URL of a Logik environment is expected')
  .nullable();

/** What a plan is bound to, what was asked for, and what it would change. Nothing in it changes by itself. */
const planContentSchema = z.strictObject({
  command: z.literal('repoint'),
  org: name.describe('Organization ID that the plan is for'),
  baseline: digest.describe('Checksum of baseline.json, which the plan was made from'),
  options: z.strictObject({
    lines: z.array(itemId).describe('Lines of the checklist that were looked at'),
    runtimeUrl: environmentUrl.describe('--logik-url or --runtime-url; null: not given'),
    administrationUrl: environmentUrl.describe('--logik-url or --admin-url; null: not given'),
    touchProducts: z.boolean(),
    restoreLogik: z.boolean(),
  }),
  changes: z.array(changeSchema),
});

/** The plan file: the plan and the hash that an approval goes by. */
export const planFileSchema = z.strictObject({
  kind: z.literal(PLAN_KIND),
  schemaVersion: z.literal(1),
  hash: digest.describe('SHA-256 of the canonical JSON (RFC 8785) of plan'),
  plan: planContentSchema,
});

export type PlanContent = z.infer<typeof planContentSchema>;
export type PlannedChange = z.infer<typeof changeSchema>;
export type PlannedWrite = z.infer<typeof writeSchema>;

/** The JSON schema of a plan file. */
export const toPlanJsonSchema = (): object => ({
  ...z.toJSONSchema(planFileSchema, { io: 'input' }),
  title: 'Plan file of sf logik refresh repoint',
});
