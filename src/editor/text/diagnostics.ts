import * as vscode from 'vscode';
import type { Problem, Severity } from '../../design/problem';
import { shownProblems } from '../../language/shown-problems';
import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import { editorRange } from '../editor-range';
import { Owner } from '../owner';

/** Under what name our problems stand in the editor's list. */
export const diagnosticSource = 'transfer';

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** Keeps the editor's list of problems at what the design says of each open file. */
export class Diagnostics extends Owner {
  readonly #collection = this.own(vscode.languages.createDiagnosticCollection(diagnosticSource));

  constructor(documents: TransferDocuments) {
    super();
    this.own(
      documents.onDidChange((changed) => this.#show(changed)),
      documents.onDidClose(({ document }) => this.#collection.delete(document.uri)),
    );
  }

  #show({ document, project }: TransferDocument): void {
    const problems = shownProblems(project.result.problems, yamlIsChecked());
    this.#collection.set(document.uri, problems.map(diagnosticOf));
  }
}

/** Whether Red Hat's YAML extension underlines what is no YAML. */
function yamlIsChecked(): boolean {
  const there = vscode.extensions.getExtension('redhat.vscode-yaml') !== undefined;
  return there && vscode.workspace.getConfiguration('yaml').get('validate', true);
}

function diagnosticOf({ code, severity, message, range }: Problem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(editorRange(range), message, severities[severity]);
  diagnostic.code = code;
  diagnostic.source = diagnosticSource;
  return diagnostic;
}
