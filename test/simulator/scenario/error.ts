/** What is wrong with a scenario, and where: the path is a JSON pointer into the file, `''` for the file as a whole. */
export class ScenarioError extends Error {
  public readonly path: string;
  public readonly problem: string;
  public readonly file: string | undefined;
  public constructor(path: string, problem: string, file?: string) {
    super(
      [file === undefined ? 'Scenario' : `Scenario ${file}`, path, problem].filter((part) => part !== '').join(': ')
    );
    this.name = 'ScenarioError';
    this.path = path;
    this.problem = problem;
    this.file = file;
  }

  /** The same complaint, naming the file it was found in. */
  public inFile(file: string): ScenarioError {
    return new ScenarioError(this.path, this.problem, file);
  }
}
