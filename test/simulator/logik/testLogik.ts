import { startSimulator, type RunningSimulator, type SimulatorOptions } from '../server.ts';

export type Answer<T> = { status: number; body: T; headers: Headers };
export type JobInfo = { id: number; status: string; jobType: string; finished?: string | null };

/** A simulator of its own, and a client of its environments and control endpoints. */
export class TestLogik {
  public readonly running: RunningSimulator;

  private constructor(running: RunningSimulator) {
    this.running = running;
  }

  public static async start(options: SimulatorOptions = {}): Promise<TestLogik> {
    return new TestLogik(await startSimulator(options));
  }

  public get url(): string {
    return this.running.url;
  }

  public get newUrl(): string {
    return this.running.simulation.logikNew.url;
  }

  /** A call with a key, by default the one of the start line; JSON unless the body is a form. */
  public async admin<T = JobInfo>(
    method: string,
    path: string,
    { body, key, at = this.url }: { body?: unknown; key?: string; at?: string } = {}
  ): Promise<Answer<T>> {
    const { logik, logikNew } = this.running.simulation;
    const usual = at === this.newUrl ? logikNew.adminApiKey : logik.adminApiKey;
    const headers = { authorization: `Bearer ${key ?? usual}` };
    return this.call(method, at + path, body, headers);
  }

  public control<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return this.call(method, `${this.url}/__simulator${path}`, body, {});
  }

  /** Starts a configuration session. */
  public session(productId: string, headers: Record<string, string> = {}): Promise<Answer<Record<string, unknown>>> {
    const { runtimeToken, url } = this.running.simulation.logik;
    const body = { sessionContext: { stateful: true }, partnerData: { product: { configuredProductId: productId } } };
    return this.call('POST', `${this.url}/api`, body, {
      authorization: `Bearer ${runtimeToken}`,
      origin: url,
      ...headers,
    });
  }

  /** Waits until a job is over. */
  public async over(path: string, options: { at?: string } = {}): Promise<JobInfo> {
    for (let turn = 0; turn < 200; turn += 1) {
      const { body } = await this.admin('GET', path, options);
      if (body.status !== 'STARTED') return body;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`${path} is still not over.`);
  }

  public async file(path: string): Promise<{ bytes: Uint8Array; headers: Headers; status: number }> {
    const headers = { authorization: `Bearer ${this.running.simulation.logik.adminApiKey}` };
    const response = await fetch(this.url + path, { headers });
    return { bytes: new Uint8Array(await response.arrayBuffer()), headers: response.headers, status: response.status };
  }

  /** The Id of the product with a code in the sandbox as it is now. */
  public productId(code: string): string {
    const [row] = this.running.simulation.sandbox.table('Product2').withValue('ProductCode', code);
    return row?.Id ?? '';
  }

  private async call<T>(
    method: string,
    url: string,
    body: unknown,
    headers: Record<string, string>
  ): Promise<Answer<T>> {
    const isForm = body instanceof FormData;
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { ...headers, ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
    return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T, headers: response.headers };
  }
}

/** A form as an upload sends it. */
export function upload(name: string, bytes: Uint8Array | string, jobType: string): FormData {
  const form = new FormData();
  form.set('file', new File([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)], name));
  form.set('jobType', jobType);
  return form;
}
