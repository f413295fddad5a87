import { z } from 'zod';
import { areaAccessProblem } from '../../logik/userAccess.ts';

/** Access by area: `CONFIG: EDIT`, `TABLE:prices: READ`. */
const areaAccess = z.record(z.string(), z.string()).superRefine((areas, context) => {
  for (const [area, access] of Object.entries(areas)) {
    const problem = areaAccessProblem(area, access);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem, path: [area] });
  }
});

/** The part `logik.userAccess` of refresh.yaml: what the admin users may do in Logik Admin. */
export const userAccessSchema = z.strictObject({
  // The least with which somebody sees anything in Logik Admin: whoever needs more says so.
  default: areaAccess
    .default({ CONFIG: 'READ' })
    .describe('Access by area (DEPLOY, UTILITIES, CONFIG, TRANSACTION, MANAGED_TABLES, END_USER, TABLE:<name>).'),
  users: z
    .record(z.string(), areaAccess)
    .default({})
    .describe('The same for single admin users, by their username before the refresh, instead of the default.'),
});
