import type { Json } from '../model.ts';
import { startSimulator } from '../server.ts';
import type { RunningSimulator, SimulatorOptions } from '../server.ts';

export type Reply = { status: number; headers: Headers; text: string; json: Json };

/** A client that adds nothing of its own: what the tests send is what the simulator sees. */
export class TestClient {
  public readonly simulator: RunningSimulator;
  public readonly api = '/services/data/v65.0';

  public constructor(simulator: RunningSimulator) {
    this.simulator = simulator;
  }

  public get token(): string {
    return this.simulator.simulation.login('sandbox').accessToken;
  }

  /** Sends a request; a path without `/services` or another root is meant under the latest API version. */
  public async call(method: string, path: string, body?: Json, headers: Record<string, string> = {}): Promise<Reply> {
    const full = /^\/(services|id|__simulator|api|a|ui)\b/.test(path) ? path : `${this.api}${path}`;
    const response = await fetch(`${this.simulator.url}${full}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  }

  public get(path: string, headers?: Record<string, string>): Promise<Reply> {
    return this.call('GET', path, undefined, headers);
  }

  public query(soql: string, headers?: Record<string, string>): Promise<Reply> {
    return this.get(`/query?q=${encodeURIComponent(soql)}`, headers);
  }

  /** The records of a query that must succeed. */
  public records(soql: string): Promise<Array<{ [key: string]: Json }>> {
    return this.recordsAt('/query', soql);
  }

  /** The records of a query of the Tooling API that must succeed. */
  public tooling(soql: string): Promise<Array<{ [key: string]: Json }>> {
    return this.recordsAt('/tooling/query', soql);
  }

  private async recordsAt(path: string, soql: string): Promise<Array<{ [key: string]: Json }>> {
    const { json, text } = await this.get(`${path}?q=${encodeURIComponent(soql)}`);
    const records = typeof json === 'object' && json !== null && !Array.isArray(json) ? json['records'] : undefined;
    if (!Array.isArray(records)) throw new Error(`${soql} answered ${text}`);
    return records as Array<{ [key: string]: Json }>;
  }
}

function parse(text: string): Json {
  try {
    return text === '' ? null : (JSON.parse(text) as Json);
  } catch {
    return text;
  }
}

/** Starts a simulator for a test file. */
export async function startClient(options: SimulatorOptions = {}): Promise<TestClient> {
  return new TestClient(await startSimulator(options));
}
