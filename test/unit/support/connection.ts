import type { Connection } from '@salesforce/core';

export type SentRequest = { method: string; url: string; body?: string };
export type SentOptions = { timeout: number; retry: { maxRetries: number; methods: string[] } };

export type ConnectionStub = { connection: Connection; sent: SentRequest[]; options: SentOptions[] };

/**
 * A connection that answers each request with what `respond` returns or throws; what it was asked stays in `sent`.
 * Only the three members that the plugin uses are there.
 */
export const connectionStub = (respond: (request: SentRequest) => unknown): ConnectionStub => {
  const sent: SentRequest[] = [];
  const options: SentOptions[] = [];
  const connection = {
    instanceUrl: 'https://acme--uat.sandbox.my.salesforce.com',
    getApiVersion: () => '62.0',
    request: async (request: SentRequest, option: SentOptions) => {
      sent.push(request);
      options.push(option);
      return Promise.resolve(respond(request));
    },
  };
  return { connection: connection as unknown as Connection, sent, options };
};
