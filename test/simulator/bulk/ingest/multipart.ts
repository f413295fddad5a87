import { jsonParserError } from '../../store/apiErrors.ts';

export type JobParts = { job: string; content: string };

/** The two parts of a request that creates a job and uploads its data: `job` (JSON) and `content` (CSV). */
export function readMultipart(contentType: string, body: string): JobParts {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1] ?? '';
  const parts = new Map<string, string>();
  for (const part of body.split(`--${boundary}`).slice(1, -1)) {
    const [head = '', ...rest] = part.replace(/^\r?\n/, '').split(/\r?\n\r?\n/);
    const name = /name="?([^";\r\n]+)"?/i.exec(head)?.[1]?.toLowerCase() ?? '';
    const start = part.indexOf(rest[0] ?? '', part.indexOf(head) + head.length);
    parts.set(name, part.slice(start).replace(/\r?\n$/, ''));
  }
  const [job, content] = [parts.get('job'), parts.get('content')];
  if (boundary !== '' && job !== undefined && content !== undefined) return { job, content };
  throw jsonParserError('Multipart requests need a part "job" and a part "content".');
}
