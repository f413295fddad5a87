import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Served = { method: string; url: string; headers: IncomingMessage['headers']; body: string };
type Answer = (response: ServerResponse, request: Served) => void;

/** A server that answers as a test says, and knows what it was asked. */
export class LogikServer {
  public readonly served: Served[] = [];
  public url = '';
  /** One for each request, in turn; the last one stays. */
  public answers: Answer[] = [];
  private readonly server = createServer(this.listener());

  public static async start(): Promise<LogikServer> {
    const started = new LogikServer();
    await new Promise<void>((resolve) => started.server.listen(0, '127.0.0.1', resolve));
    started.url = `http://127.0.0.1:${(started.server.address() as AddressInfo).port}`;
    return started;
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Forgets what was asked, and answers so from now on. */
  public answer(...answers: Answer[]): void {
    this.served.length = 0;
    this.answers = answers;
  }

  private listener(): RequestListener {
    return (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const served = { method, url, headers, body: Buffer.concat(parts).toString('latin1') };
        const answer = this.answers[Math.min(this.served.length, this.answers.length - 1)];
        this.served.push(served);
        answer?.(response, served);
      });
    };
  }
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

export const html =
  (title: string, status = 200): Answer =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'text/html' })
      .end(`<!doctype html><html><head><title>${title}</title></head><body>secret source</body></html>`);

/** Logik's own words for a refusal. */
export const refused = (status: number, errorMessage: string, headers: Record<string, string> = {}): Answer =>
  json({ errorCode: 'LGK-1', errorMessage, timestamp: '2026-11-21T00:00:00Z' }, status, headers);

export const drop: Answer = (response) => {
  response.socket?.destroy();
};

/** Promises more than it sends. */
export const breakOff =
  (start: string): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write(start);
    setTimeout(() => response.socket?.destroy(), 20);
  };

export const redirect =
  (location: string, status = 302): Answer =>
  (response) =>
    response.writeHead(status, { location }).end();

export const page = (content: unknown[], more: object = {}): Answer => json({ content, last: true, ...more });
