/** The programs of the head, compiled for a device and a model. */
import { type NeumfConfig } from '../../neumf.ts';
import { quads } from './blocks.ts';
import { compileProgram, type Program } from './compile-program.ts';
import { halvesProgram } from './halves-program.ts';
import { headProgram } from './head-program.ts';
import { BLOCK_BYTES, type MatrixType } from './network-matrices.ts';
import { itemBlocksOf, queryLayout, upperBlocksOf } from './query-layout.ts';
import { retrievalProgram } from './retrieval-program.ts';
import { selectionPrograms, type SelectionPrograms } from './selection.ts';
import { SPARSE_PROGRAM } from './sparse-program.ts';
import { constants } from './wgsl-loops.ts';

/** The head's programs for one device and model; those of one stage, or those of two. */
export interface HeadPrograms {
  selection: SelectionPrograms;
  /** Adds the sparse term, to scores of either stage. */
  sparse: Program;
  oneStage?: {
    /** Computes the item halves. */
    halves: Program;
    /** The whole head of all rows, with the halves that are stored. */
    head: Program;
  };
  twoStages?: {
    retrieval: Program;
    /** The whole head of the candidates. */
    candidates: Program;
  };
  /** The whole head of all rows; with two stages compiled when it is first asked for. */
  all: () => Promise<Program>;
  /** Items of a thread of the head's programs. */
  items: number;
}

export interface ProgramOptions {
  twoStages: boolean;
  /** Items of a thread. */
  items: number;
  /** Whether the language has `PACKED_DOT`. */
  packedDot: boolean;
  /** How the matrices lie in memory. */
  matrixType: MatrixType;
  /** Whether the selection's programs use subgroups. */
  subgroups: boolean;
}

/** @throws DeviceError as `compileProgram`. */
export async function headPrograms(device: GPUDevice, config: NeumfConfig, options: ProgramOptions): Promise<HeadPrograms> {
  const { twoStages, items, packedDot, matrixType: type, subgroups } = options;
  const itemMatrix = constants(device, BLOCK_BYTES[type] * itemBlocksOf(config));
  const query = constants(device, 16 * queryLayout(config).length);
  const matrices = constants(device, BLOCK_BYTES[type] * upperBlocksOf(config));
  const head = (candidates: boolean) =>
    compileProgram(device, headProgram(config, { items, stored: !twoStages, candidates, query, matrices, itemMatrix, type }));
  // Side by side: a GPU's compiler takes its time.
  if (twoStages) {
    const [selection, sparse, retrieval, candidates] = await Promise.all([
      selectionPrograms(device, subgroups),
      compileProgram(device, SPARSE_PROGRAM),
      compileProgram(device, retrievalProgram(config, packedDot)),
      head(true),
    ]);
    return { selection, sparse, twoStages: { retrieval, candidates }, all: () => head(false), items };
  }
  const [selection, sparse, halves, all] = await Promise.all([
    selectionPrograms(device, subgroups),
    compileProgram(device, SPARSE_PROGRAM),
    compileProgram(device, halvesProgram(config, items, itemMatrix, type)),
    head(false),
  ]);
  return { selection, sparse, oneStage: { halves, head: all }, all: async () => all, items };
}

/** vec4s that a thread may hold for all its items at once, and keep in registers on every GPU. */
const REGISTERS = 32;

/**
 * How many items a thread scores: each weight that is read then serves so many. A GPU in software keeps registers in
 * memory anyway; what bounds it there is the time to compile a longer program.
 */
export function itemsOfAThread(device: GPUDevice, { dim, mlp }: NeumfConfig, twoStages: boolean): 1 | 2 | 4 {
  if (device.adapterInfo?.isFallbackAdapter) return twoStages ? 2 : 4;
  const held = Math.max(0, ...mlp.slice(1).map(quads)) + (twoStages ? quads(dim) : 0);
  return 2 * held <= REGISTERS ? 2 : 1;
}
