import { posix } from 'node:path';
import { parseSync, Visitor } from 'rolldown/utils';

/** One module specifier in a source file. */
export type Import = {
  /** The file it names, from the root (`src/domain/plan.ts`), or the package (`zod`, `@actions/core`, `node:fs`). */
  readonly to: string;
  readonly kind: 'file' | 'package' | 'builtin';
  /** Gone after the types are: `import type`, `export type`, a type's `import('…')`. */
  readonly typeOnly: boolean;
};

export type SourceFile = {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** Kinds of top-level statements that leave something at run time. */
  readonly runtime: readonly string[];
  /** An `import(…)` of something that is not a string: nobody can tell where it leads. */
  readonly computedImports: number;
};

/** Reads one TypeScript file. Throws if it does not parse. */
export function readSource(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text, { lang: 'ts' });
  if (errors.length > 0) throw new Error(`${path}: ${errors.map((error) => error.message).join(', ')}`);
  const imports: Import[] = [];
  let computedImports = 0;
  const add = (specifier: string, typeOnly: boolean): void =>
    void imports.push(resolve(path, specifier, typeOnly));

  new Visitor({
    ImportDeclaration(node) {
      const typeOnly =
        node.importKind === 'type' || (node.specifiers.length > 0 && node.specifiers.every(isTypeSpecifier));
      add(node.source.value, typeOnly);
    },
    ExportNamedDeclaration(node) {
      if (node.source !== null) add(node.source.value, node.exportKind === 'type');
    },
    ExportAllDeclaration(node) {
      add(node.source.value, node.exportKind === 'type');
    },
    TSImportType(node) {
      add(node.source.value, true);
    },
    ImportExpression(node) {
      if (node.source.type === 'Literal' && typeof node.source.value === 'string')
        add(node.source.value, false);
      else computedImports += 1;
    },
  }).visit(program);

  const runtime = program.body
    .filter((statement) => !isTypeStatement(statement))
    .map((statement) => statement.type);
  return { path, lines: text.split('\n').length - 1, imports, runtime, computedImports };
}

function resolve(from: string, specifier: string, typeOnly: boolean): Import {
  if (specifier.startsWith('.'))
    return { to: posix.join(posix.dirname(from), specifier), kind: 'file', typeOnly };
  if (specifier.startsWith('node:')) return { to: specifier, kind: 'builtin', typeOnly };
  const parts = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1);
  return { to: parts.join('/'), kind: 'package', typeOnly };
}

function isTypeSpecifier(specifier: { readonly type: string; readonly importKind?: unknown }): boolean {
  return specifier.importKind === 'type';
}

type Statement = {
  readonly type: string;
  readonly importKind?: unknown;
  readonly exportKind?: unknown;
  readonly declaration?: { readonly type: string } | null;
};

const typeDeclarations: ReadonlySet<string> = new Set(['TSInterfaceDeclaration', 'TSTypeAliasDeclaration']);

function isTypeStatement(statement: Statement): boolean {
  if (typeDeclarations.has(statement.type)) return true;
  if (statement.type === 'ImportDeclaration') return statement.importKind === 'type';
  return statement.exportKind === 'type' || typeDeclarations.has(statement.declaration?.type ?? '');
}
