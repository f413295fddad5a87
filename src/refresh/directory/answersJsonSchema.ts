import { z } from 'zod';
import { answersSchema } from '../../checklist/answers/index.ts';

/** The JSON schema of `refresh.yaml`, for editors: they complete keys and mark mistakes with it. */
export const toAnswersJsonSchema = (): object => ({
  ...z.toJSONSchema(answersSchema, { io: 'input' }),
  title: 'refresh.yaml of sf logik refresh',
});
