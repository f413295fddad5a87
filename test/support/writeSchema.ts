import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toAnswersJsonSchema } from '../../src/refresh/answersJsonSchema.ts';
import { REPOSITORY } from './sf.ts';

/** Writes the committed schema of refresh.yaml (`npm run generate`). */
await writeFile(
  join(REPOSITORY, 'templates', 'refresh.schema.json'),
  `${JSON.stringify(toAnswersJsonSchema(), null, 2)}\n`
);
