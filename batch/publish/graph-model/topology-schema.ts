import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { ModelJson } from './model-json.ts';

const nodeSchema = z.object({
  name: z.string().min(1),
  op: z.string().min(1),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), z.unknown()).default({}),
});

const topologySchema = z.object({
  node: z.array(nodeSchema).min(1),
  library: z.object({ function: z.array(z.unknown()).default([]) }).optional(),
});

const tensorsSchema = z.record(z.string(), z.object({ name: z.string().min(1) }));
const signatureSchema = z.object({ inputs: tensorsSchema.optional(), outputs: tensorsSchema.optional() });

export type TopologyNode = z.output<typeof nodeSchema>;

/** Operations that run on the wasm backend of the functions, each a pure map of whole tensors. */
const knownOperations = new Set(
  `Add AddV2 BiasAdd ConcatV2 Const Elu Exp ExpandDims Identity LeakyRelu Log MatMul Maximum Mean Minimum Mul Neg
  NoOp Placeholder Pow Prelu RealDiv Relu Relu6 Reshape Rsqrt Sigmoid Softmax Sqrt Square SquaredDifference Squeeze Sub
  Sum Tanh _FusedMatMul`.split(/\s+/),
);

export interface Topology {
  nodes: TopologyNode[];
  /** Names of nodes; null where the file has no signature. */
  inputNames: string[] | null;
  outputNames: string[] | null;
}

/** The nodes of a GraphModel. Throws AppError INVALID_DATA for operations that a tower cannot have, naming them. */
export function readTopology({ modelTopology, signature }: ModelJson): Topology {
  const topology = topologySchema.safeParse(modelTopology);
  if (!topology.success) throw refuse(`its topology is not that of a GraphModel: ${where(topology.error)}`);
  const signed = signatureSchema.safeParse(signature ?? {});
  if (!signed.success) throw refuse(`its signature is malformed: ${where(signed.error)}`);
  const { node: nodes, library } = topology.data;
  if ((library?.function.length ?? 0) > 0) throw refuse('it holds functions (control flow)');
  const unknown = nodes.find(({ op }) => !knownOperations.has(op));
  if (unknown) throw refuse(`node ${unknown.name} is the unknown operation ${unknown.op}`);
  const names = new Set<string>();
  for (const { name } of nodes) {
    if (names.has(name)) throw refuse(`two nodes have the name ${name}`);
    names.add(name);
  }
  const namesOf = (tensors: Record<string, { name: string }> | undefined): string[] | null => {
    if (!tensors || Object.keys(tensors).length === 0) return null;
    return Object.values(tensors).map(({ name }) => name.replace(/:\d+$/, ''));
  };
  const { inputs, outputs } = signed.data;
  return { nodes, inputNames: namesOf(inputs), outputNames: namesOf(outputs) };
}

function where(error: z.ZodError): string {
  const issue = error.issues[0]!;
  return `${issue.path.join('.') || 'root'}: ${issue.message}`;
}

function refuse(why: string): AppError {
  return new AppError('INVALID_DATA', `Cannot use the GraphModel: ${why}`, {
    hint: `A tower may use: ${[...knownOperations].join(', ')}.`,
  });
}
