import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AuthInfo, ConfigAggregator, Connection } from '@salesforce/core';
import type { Recording } from './recordings.ts';

/** What was asked for: the path without its query, and the query's parameters. */
export type Asked = { method: string; path: string; parameters: Record<string, string> };

/** A server that answers what was recorded, and only that. */
export type Player = {
  url: string;
  /** What it had no recording for. */
  unknown: string[];
  /** A connection of `@salesforce/core` to it, in the API version of the recordings. */
  connect(version: string): Promise<Connection>;
  close(): Promise<void>;
};

const TOKEN = '00D000000000000!replayed';

/** Headers that belong to one connection, not to what was said over it. */
const OF_THE_WIRE = new Set(['content-length', 'content-encoding', 'transfer-encoding', 'connection', 'vary', 'date']);

const answer = (response: ServerResponse, { status, headers, body }: Recording): void => {
  for (const [name, value] of Object.entries(headers)) if (!OF_THE_WIRE.has(name)) response.setHeader(name, value);
  response.writeHead(status);
  response.end('base64' in body ? Buffer.from(body.base64, 'base64') : body.text);
};

const askedOf = ({ method = 'GET', url = '/' }: IncomingMessage): Asked => {
  const { pathname, searchParams } = new URL(url, 'http://org');
  return { method, path: pathname, parameters: Object.fromEntries(searchParams) };
};

const matches = (recording: Recording, { method, path, parameters }: Asked): boolean =>
  recording.method === method &&
  recording.path === path &&
  Object.keys(parameters).length === Object.keys(recording.parameters).length &&
  Object.entries(recording.parameters).every(([name, value]) => parameters[name] === value);

/**
 * Plays some recordings on loopback. Bodies that are sent are not compared: each test plays only what it means.
 *
 * @param translate where two recordings of one conversation name different jobs: what is looked for instead
 */
export const play = async (
  recordings: readonly Recording[],
  translate: (asked: Asked) => Asked = (asked) => asked
): Promise<Player> => {
  const unknown: string[] = [];
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      const asked = translate(askedOf(request));
      // Whether the org is there at all is asked where an answer was none of its API's: it is.
      if (/^\/services\/data\/v\d+\.\d$/.test(asked.path))
        return response.setHeader('content-type', 'application/json').end('{}');
      const found = recordings.find((recording) => matches(recording, asked));
      if (found) return answer(response, found);
      unknown.push(`${asked.method} ${asked.path} ${JSON.stringify(asked.parameters)}`);
      response.writeHead(501).end('nothing was recorded for this');
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    unknown,
    connect: async (version) => {
      // A token as username, as with --target-org: nothing is looked up, and nothing is kept.
      const before = process.env.SF_ORG_INSTANCE_URL;
      process.env.SF_ORG_INSTANCE_URL = url;
      try {
        await ConfigAggregator.create();
        const authInfo = await AuthInfo.create({ username: TOKEN });
        return await Connection.create({ authInfo, connectionOptions: { version } });
      } finally {
        if (before === undefined) delete process.env.SF_ORG_INSTANCE_URL;
        else process.env.SF_ORG_INSTANCE_URL = before;
      }
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
};
