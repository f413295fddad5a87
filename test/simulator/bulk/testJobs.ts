import { setTimeout as pause } from 'node:timers/promises';
import type { Json } from '../model.ts';
import type { Reply, TestClient } from '../rest/testClient.ts';

type Fields = { [key: string]: Json };

/** Speaks to bulk jobs as raw as {@link TestClient} speaks to the rest. */
export class TestJobs {
  public readonly client: TestClient;

  public constructor(client: TestClient) {
    this.client = client;
  }

  /** Takes back what a test asked of the simulator, and empties its log. */
  public async reset(): Promise<void> {
    for (const path of ['bulk', 'faults', 'requests', 'restrict']) {
      await this.client.call('DELETE', `/__simulator/${path}`);
    }
  }

  public behave(change: Fields): Promise<Reply> {
    return this.client.call('POST', '/__simulator/bulk', change);
  }

  /** Creates a query job and answers what came of the request. */
  public query(soql: string, more: Fields = {}): Promise<Reply> {
    return this.client.call('POST', '/jobs/query', { operation: 'query', query: soql, ...more });
  }

  /** Runs a query job to its end and answers its info. */
  public async queried(soql: string, more: Fields = {}): Promise<Fields> {
    return this.ended('query', idOf(await this.query(soql, more)));
  }

  /** Uploads to a new ingest job, starts it, and answers its info at its end. */
  public async ingested(job: Fields, csv: string): Promise<Fields> {
    const id = await this.opened(job);
    await this.put(id, csv);
    await this.client.call('PATCH', `/jobs/ingest/${id}`, { state: 'UploadComplete' });
    return this.ended('ingest', id);
  }

  public async opened(job: Fields): Promise<string> {
    return idOf(await this.client.call('POST', '/jobs/ingest', job));
  }

  public put(id: string, csv: string): Promise<Reply> {
    return this.client.call('PUT', `/jobs/ingest/${id}/batches`, csv, { 'Content-Type': 'text/csv' });
  }

  public async ended(kind: 'query' | 'ingest', id: string): Promise<Fields> {
    for (;;) {
      const info = (await this.client.get(`/jobs/${kind}/${id}`)).json as Fields;
      if (['JobComplete', 'Failed', 'Aborted'].includes(String(info['state']))) return info;
      await pause(5);
    }
  }

  /** The lines of an ingest job's result, without the header. */
  public async rows(info: Fields, name: string): Promise<string[]> {
    return (await this.results(info, name)).trimEnd().split('\n').slice(1);
  }

  public async results(info: Fields, name: string): Promise<string> {
    const kind = info['jobType'] === 'V2Query' ? 'query' : 'ingest';
    return (await this.client.get(`/jobs/${kind}/${String(info['id'])}/${name}`)).text;
  }
}

function idOf({ json, text }: Reply): string {
  const id = (json as Fields)['id'];
  if (typeof id === 'string') return id;
  throw new Error(`There is no job: ${text}`);
}
