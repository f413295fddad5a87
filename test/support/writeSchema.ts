import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toAnswersJsonSchema } from '../../src/refresh/directory/answersJsonSchema.ts';
import { toPlanJsonSchema } from '../../src/refresh/plan/schema.ts';
import { REPOSITORY } from './sf.ts';

/** Writes the committed schemas of refresh.yaml and of plan files (`npm run generate`). */
const write = (path: string[], schema: object): Promise<void> =>
  writeFile(join(REPOSITORY, ...path), `${JSON.stringify(schema, null, 2)}\n`);

await write(['templates', 'refresh.schema.json'], toAnswersJsonSchema());
await write(['templates', 'plan.schema.json'], toPlanJsonSchema());
