const WIDTH = 110;

/** One word as a person would type it in a shell: quoted only where it has to be. */
const quoted = (word: string): string => {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  const [, name, value] = /^([\w-]+=)([^"$`\\!]*)$/.exec(word) ?? [];
  return name === undefined ? `'${word.replaceAll("'", `'\\''`)}'` : `${name}"${value}"`;
};

/** The command's name, then each flag with its value: a long line breaks between these. */
const parts = (args: readonly string[]): string[] => {
  const all = ['sf'];
  for (const arg of args) {
    if (arg.startsWith('-')) all.push(arg);
    else all.push(`${all.pop()} ${quoted(arg)}`);
  }
  return all;
};

/**
 * A command line as a person would type it, broken with backslashes where it gets long.
 *
 * @param secrets names of environment variables that stand before the command; their values are never shown
 */
export const commandLine = (args: readonly string[], secrets: readonly string[] = []): string => {
  const [command, ...flags] = parts(args);
  const lines = [[...secrets.map((name) => `${name}='…'`), command].join(' ')];
  for (const flag of flags) {
    const line = lines.pop();
    if (`${line} ${flag}`.length < WIDTH) lines.push(`${line} ${flag}`);
    else lines.push(`${line} \\`, `    ${flag}`);
  }
  return lines.join('\n');
};
