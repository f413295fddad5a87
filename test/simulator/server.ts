import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { BulkBehaviour } from './bulk/behaviour.ts';
import { registerBulkControl } from './bulk/control.ts';
import { BulkJobs } from './bulk/jobs.ts';
import { seedBulkJobs } from './bulk/seed.ts';
import { FaultPlan } from './control/faults.ts';
import { RequestLog } from './control/requestLog.ts';
import { registerControl } from './control/routes.ts';
import { annotate, registerWire, type Tap } from './control/wire.ts';
import { registerLogikControl } from './logik/control.ts';
import { registerLogik } from './logik/index.ts';
import { ProductSync } from './logik/sync.ts';
import { registerMetadata } from './metadata/soap.ts';
import { registerPageControl } from './pages/control.ts';
import { registerPages } from './pages/index.ts';
import { registerSalesforce } from './rest/plugin.ts';
import { buildSimulation } from './scenario/index.ts';
import type { ScenarioSimulation } from './scenario/index.ts';

export type SimulatorOptions = {
  /** Name or path; the standard scenario when absent. */
  scenario?: string;
  /** 0 or absent: any free port. */
  port?: number;
  host?: string;
  /** Another name of this machine under which the Logik environment is reached, such as `localhost`. */
  logikHost?: string;
  latencyMs?: number;
  products?: number;
  entriesPerProduct?: number;
  /** Sites to generate in the sandbox, with regions above and asset lines below them. */
  sites?: number;
  /** Managed tables to generate in the Logik environment, and the rows of each. */
  tables?: number;
  tableRows?: number;
  /** How bulk jobs behave at the start, and after a `DELETE /__simulator/bulk`. */
  bulk?: Partial<BulkBehaviour>;
  /** Sees every request of a client on the wire, and may make something happen to it. */
  tap?: Tap;
};

export type RunningSimulator = {
  url: string;
  simulation: ScenarioSimulation;
  bulk: BulkJobs;
  close(): Promise<void>;
};

/** Longer than a run takes: a client in the same process may see too late that an idle connection was closed. */
const KEEP_ALIVE_MS = 120_000;

const HEADER_LIMIT = 4 * 1024 * 1024;

const BODY_LIMIT = 64 * 1024 * 1024;

/**
 * Starts a simulator in this process: both orgs, the Logik environment and the control endpoints on one port, and a
 * second, empty Logik environment on another one.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const { host = '127.0.0.1', port = 0, latencyMs = 0 } = options;
  // Node would refuse what is too large itself, by a limit of its own and without the log.
  const wire = { keepAliveTimeout: KEEP_ALIVE_MS, maxHeaderSize: HEADER_LIMIT };
  const server = createServer(wire);
  const newLogik = createServer(wire);
  // The scenario needs the address (it stands in records and logins), so listen first and fill in the routes then.
  const url = await listen(server, host, port);
  const logikNewUrl = await listen(newLogik, host, 0);
  try {
    const simulation = buildSimulation(options.scenario, {
      baseUrl: url,
      logikUrl: options.logikHost === undefined ? url : url.replace(host, options.logikHost),
      products: options.products,
      entriesPerProduct: options.entriesPerProduct,
      sites: options.sites,
      tables: options.tables,
      tableRows: options.tableRows,
      logikNewUrl,
    });
    for (const username of simulation.takenUsernames) simulation.foreignUsernames.add(username);
    const app = appOn(server);
    const newApp = appOn(newLogik);
    const log = new RequestLog();
    const faults = new FaultPlan();
    const bulk = new BulkJobs(options.bulk);
    seedBulkJobs(bulk, simulation);
    registerWire(app, { log, faults, latencyMs, tap: options.tap });
    registerWire(newApp, { log, faults, latencyMs, tap: options.tap });
    void app.register(async (scope) => {
      registerControl(scope, { simulation, log, faults });
      registerPageControl(scope, simulation);
      registerBulkControl(scope, bulk);
      for (const [base, logik] of [
        ['/__simulator/logik', simulation.logik],
        ['/__simulator/logik-new', simulation.logikNew],
      ] as const) {
        registerLogikControl(scope, base, { simulation, logik, sync: new ProductSync(logik, simulation, bulk) });
      }
    });
    registerSalesforce(app, simulation, url, bulk);
    void app.register(async (scope) => registerMetadata(scope, simulation));
    void app.register(async (scope) => registerPages(scope, simulation, url));
    void app.register(async (scope) => {
      scope.addHook('onRequest', async (request) => annotate(request, { org: 'logik' }));
      registerLogik(scope, simulation);
    });
    void newApp.register(async (scope) => {
      scope.addHook('onRequest', async (request) => annotate(request, { org: 'logikNew' }));
      registerLogik(scope, simulation, simulation.logikNew);
    });
    app.setNotFoundHandler((_request, reply) =>
      reply.status(404).send([{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }])
    );
    await Promise.all([app.ready(), newApp.ready()]);
    const close = async (): Promise<void> => {
      await Promise.all([shut(server, () => app.close()), shut(newLogik, () => newApp.close())]);
    };
    return { url, simulation, bulk, close };
  } catch (error) {
    server.close();
    newLogik.close();
    throw error;
  }
}

function appOn(server: Server): FastifyInstance {
  return Fastify({
    bodyLimit: BODY_LIMIT,
    // Real clients ask for `//services/data` when an instance URL ends in a slash, and Salesforce answers.
    rewriteUrl: ({ url = '/' }) => url.replace(/^[^?]*/, (path) => path.replace(/\/{2,}/g, '/')),
    serverFactory: (handler) => server.on('request', handler),
  });
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(`http://${host}:${(server.address() as AddressInfo).port}`);
    });
  });
}

/** Closes at once: clients that keep connections alive would hold the process for a long time otherwise. */
async function shut(server: Server, closeApp: () => Promise<undefined>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
  await closeApp();
}
