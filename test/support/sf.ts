import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const SF = fileURLToPath(new URL('../../node_modules/@salesforce/cli/bin/run.js', import.meta.url));

export type Finished = { exitCode: number | null; stdout: string; stderr: string };

export type SpawnOptions = { cwd: string; env?: Record<string, string>; input?: string; timeoutMs?: number };

/** How this machine reaches the network: where npm finds packages, and through which proxy. */
const NETWORK = /^(npm_config_.*|(https?|no|all)_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$/i;

const networkSettings = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      NETWORK.test(name) && value !== undefined && !/userconfig|prefix|globalconfig/i.test(name) ? [[name, value]] : []
    )
  );

/**
 * Environment of a spawned CLI: a HOME of its own, and none of the `sf` settings that the developer's shell may hold.
 */
export const cleanEnvironment = (home: string, more: Record<string, string> = {}): Record<string, string> => ({
  ...networkSettings(),
  PATH: process.env.PATH ?? '',
  HOME: home,
  SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
  SF_DISABLE_TELEMETRY: 'true',
  SF_AUTOUPDATE_DISABLE: 'true',
  SF_SKIP_NEW_VERSION_CHECK: 'true',
  ...more,
});

/** Runs a Node program as users' shells do and waits for its end; killed at the timeout. */
export const runNode = (
  program: string,
  args: readonly string[],
  home: string,
  options: SpawnOptions
): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: options.cwd,
      env: cleanEnvironment(home, options.env),
      timeout: options.timeoutMs ?? 120_000,
    });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => (output[name] += chunk));
    }
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, ...output }));
    child.stdin.end(options.input ?? '');
  });

/** The real `sf`. */
export const runSf = (args: readonly string[], home: string, options: SpawnOptions): Promise<Finished> =>
  runNode(SF, args, home, options);
