import { fileURLToPath } from 'node:url';
import { CronJob } from 'kubernetes-models/batch/v1/CronJob';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Secret } from 'kubernetes-models/v1/Secret';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import ts from 'typescript';
import type { Manifest } from './read-manifests.ts';

const project = fileURLToPath(new URL('../../../', import.meta.url));

/** The kinds that the manifests have. */
const models = {
  CronJob,
  Job,
  NetworkPolicy,
  ConfigMap,
  Namespace,
  PersistentVolumeClaim,
  Secret,
  ServiceAccount,
};

/**
 * What the Kubernetes API would say against manifests, by the schemas that kubernetes-models makes of its OpenAPI
 * document: its validators know what is required and what form values have, its types which fields there are.
 */
export function findManifestFaults(manifests: readonly Manifest[]): string[] {
  const faults: string[] = [];
  for (const { file, ...object } of manifests) {
    const Model = models[object.kind as keyof typeof models] as new (data: unknown) => { validate(): void };
    try {
      new Model(object).validate();
    } catch (error) {
      faults.push(`${file}: ${(error as Error).message}`);
    }
  }
  return [...faults, ...unknownFields(manifests)];
}

/** The compiler refuses a field that a type does not have in an object written out, however deep. */
function unknownFields(manifests: readonly Manifest[]): string[] {
  const sources = new Map(
    manifests.map(({ file, ...object }, index) => [
      `${project}tests/manifest-${index}.ts`,
      {
        file,
        text: `import type { I${object.kind} } from 'kubernetes-models/${object.apiVersion}/${object.kind}';\nexport const object: I${object.kind} = ${JSON.stringify(object)};\n`,
      },
    ]),
  );
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.getSourceFile = (name, settings) => {
    const source = sources.get(name);
    return source ? ts.createSourceFile(name, source.text, settings) : getSourceFile(name, settings);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const manifest = file && sources.get(file.fileName);
    return `${manifest?.file ?? file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
