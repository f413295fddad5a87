import { Connection } from '@jsforce/jsforce-node';
import { TestClient } from '../rest/testClient.ts';
import { startSimulator } from '../server.ts';
import type { SimulatorOptions } from '../server.ts';

export type Values = { [element: string]: unknown };
export type ComponentFailure = { statusCode: string; message: string };

/** The vendor's library against a simulator, and the same by hand. */
export class MetadataClient extends TestClient {
  public metadata: Connection['metadata'];

  private constructor(simulator: TestClient['simulator']) {
    super(simulator);
    this.metadata = this.connect(this.token);
  }

  public static async start(options: SimulatorOptions = {}): Promise<MetadataClient> {
    return new MetadataClient(await startSimulator(options));
  }

  public connect(accessToken: string): Connection['metadata'] {
    return new Connection({ instanceUrl: this.simulator.url, accessToken, version: '65.0' }).metadata;
  }

  /** Writes one component; the library's types know fewer elements than the API has. */
  public write(operation: 'create' | 'update' | 'upsert', type: string, component: Values): Promise<Values> {
    const { metadata } = this;
    const call = metadata[operation].bind(metadata) as (name: never, one: never) => Promise<unknown>;
    return call(type as never, component as never) as Promise<Values>;
  }

  public async read(type: string, fullName: string): Promise<Values> {
    return await this.metadata.read(type as 'CspTrustedSite', fullName);
  }

  /** The body of an envelope by hand, under prefixes that the library does not use. */
  public async raw(body: string, token = this.token): Promise<{ status: number; text: string }> {
    const answer = await fetch(`${this.simulator.url}/services/Soap/m/65.0`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml', SOAPAction: '""' },
      body: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:Header><m:SessionHeader><m:sessionId>${token}</m:sessionId></m:SessionHeader></e:Header><e:Body>${body}</e:Body></e:Envelope>`,
    });
    return { status: answer.status, text: await answer.text() };
  }
}

/** Code and words of the fault that a call ends with. */
export async function refused(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { errorCode, message } = error as { errorCode: string; message: string };
    return `${errorCode} ${message}`;
  }
  throw new Error('The call was answered.');
}
