import sfPlugin from 'eslint-plugin-sf-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import js from '@eslint/js';

/** Imports go one way (see CONTRIBUTING.md): a room lists the rooms that it must not look into. */
const rooms = {
  'src/salesforce': ['checklist', 'refresh', 'report', 'cli', 'commands'],
  'src/logik': ['checklist', 'refresh', 'report', 'cli', 'commands', 'salesforce'],
  'src/checklist': ['refresh', 'report', 'cli', 'commands'],
  'src/refresh': ['cli', 'commands'],
  'src/cli': ['commands'],
};

const oneWay = Object.entries(rooms).map(([room, forbidden]) => ({
  files: [`${room}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          { group: forbidden.map((name) => `**/${name}/**`), message: 'Imports go one way, see CONTRIBUTING.md.' },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['lib/', 'node_modules/', 'tmp/', 'demo-output/', 'coverage/'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: ['./test/tsconfig.json'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { 'sf-plugin': sfPlugin },
    rules: sfPlugin.configs.recommended.rules,
  },
  ...oneWay,
  {
    // Reports know the shapes of what they render, and nothing else.
    files: ['src/report/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [
                '**/checklist/**',
                '**/refresh/**',
                '**/salesforce/**',
                '**/logik/**',
                '**/cli/**',
                '**/commands/**',
              ],
              allowTypeImports: true,
              message: 'Reports import types only.',
            },
          ],
        },
      ],
    },
  },
  {
    // The simulator is the other side of the wire.
    files: ['test/simulator/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/src/**', '**/lib/**'], message: 'The simulator shares no code with src.' }] },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // chai's `expect(…).to.be.true` is an expression.
      '@typescript-eslint/no-unused-expressions': 'off',
      // Rows of the simulator hold any JSON; where a text stands, its definition says so.
      '@typescript-eslint/no-base-to-string': 'off',
      // Handlers of the server are async by their type.
      '@typescript-eslint/require-await': 'off',
    },
  },
  { files: ['**/*.js'], languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } } },
  prettier
);
