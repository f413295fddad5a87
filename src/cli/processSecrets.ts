import { ADMIN_KEY, RUNTIME_TOKEN } from '../logik/credentials.ts';

const VARIABLES = [ADMIN_KEY, RUNTIME_TOKEN] as const;

let taken = new Map<string, string>();

/** Nothing that this process starts at its end (the CLI's telemetry is one) inherits them either. */
const dropAtExit = (): void => {
  for (const variable of VARIABLES) delete process.env[variable];
};

/**
 * Takes Logik's credentials out of the environment of this process while a command runs: what it starts, and what the
 * libraries below start on their own (a keychain's program), inherits that environment.
 *
 * @returns puts them back, for whoever runs several commands in one process
 */
export const takeSecrets = (): (() => void) => {
  const own = new Map<string, string>(
    VARIABLES.flatMap((variable) => {
      const value = process.env[variable];
      return value === undefined ? [] : [[variable, value] as const];
    })
  );
  taken = own;
  for (const variable of VARIABLES) delete process.env[variable];
  if (own.size > 0 && !process.listeners('exit').includes(dropAtExit)) process.prependListener('exit', dropAtExit);
  return () => {
    for (const [variable, value] of own) process.env[variable] ??= value;
    if (taken === own) taken = new Map();
  };
};

/** A credential that was taken, or that still stands in the environment. */
export const secretIn = (variable: string): string | undefined => taken.get(variable) ?? process.env[variable];
