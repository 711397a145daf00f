/** A ranking's commands, and where its answer lies in the buffer that is read back. */
import { type SparseScores } from '../scorer.ts';
import { type GpuBuffers } from './gpu-buffers.ts';
import { type HeadChunk } from './head-chunk.ts';
import { type HeadPrograms } from './head-programs.ts';
import { type Candidates } from './read-ranking.ts';

/** One chunk's share of a ranking. */
interface Share {
  chunk: HeadChunk;
  /** Rows that are there. */
  rows: number;
  /** The most it can choose. */
  wanted: number;
  /** Bytes: where its number of rows chosen (8 bytes), the pairs (8 each) and the candidates' scores (4 each) begin. */
  count: number;
  pairs: number;
  scores: number;
}

export interface RankingPlan {
  shares: Share[];
  /** Size of the answer. */
  bytes: number;
}

/** The best `wanted` of `ready` items. Each chunk may have all of them. */
export function planRanking(chunks: readonly HeadChunk[], ready: number, wanted: number): RankingPlan {
  let bytes = 0;
  const shares = chunks.filter((chunk) => chunk.rowsOf(ready) > 0).map((chunk) => {
    const rows = chunk.rowsOf(ready);
    const most = Math.min(rows, wanted);
    const count = bytes;
    const pairs = count + 8;
    const scores = pairs + 8 * most;
    bytes = scores + 8 * Math.ceil(most / 2);
    return { chunk, rows, wanted: most, count, pairs, scores };
  });
  return { shares, bytes };
}

/**
 * Encodes everything a ranking needs, up to the copy of its answer into `staging`. What the programs read of the
 * visitor must be queued before it is submitted.
 * @param sparse is added to the scores that the rows are chosen by: the first stage's, where there are two
 * @returns the buffers to free once it is submitted
 */
export function encodeRanking(
  encoder: GPUCommandEncoder,
  programs: HeadPrograms,
  buffers: GpuBuffers,
  { shares }: RankingPlan,
  sparse: SparseScores,
  staging: GPUBuffer,
): GPUBuffer[] {
  const { STORAGE, COPY_SRC } = GPUBufferUsage;
  const made: GPUBuffer[] = [];
  const empty = (label: string, bytes: number) => {
    made.push(buffers.empty(label, bytes, STORAGE | COPY_SRC));
    return made[made.length - 1];
  };
  const { oneStage, twoStages } = programs;
  const answers = shares.map(({ wanted }) => ({
    results: empty('results', 8 * wanted),
    scores: twoStages && empty('scores of candidates', 4 * wanted),
  }));
  const pass = encoder.beginComputePass({ label: 'ranking' });
  for (const [i, { chunk, rows, wanted }] of shares.entries()) {
    const { results, scores } = answers[i];
    chunk.writeRun(rows);
    if (twoStages) chunk.encodeRetrieval(pass, twoStages.retrieval, rows);
    if (oneStage) chunk.encodeHead(pass, oneStage.head, rows);
    made.push(...chunk.encodeSparse(pass, sparse, rows));
    chunk.encodeSelection(pass, wanted, rows, results);
    if (twoStages && scores) chunk.encodeCandidates(pass, twoStages.candidates, wanted, results, scores);
  }
  pass.end();
  for (const [i, { chunk, wanted, ...at }] of shares.entries()) {
    const { results, scores } = answers[i];
    chunk.selection.copyCount(encoder, staging, at.count);
    encoder.copyBufferToBuffer(results, 0, staging, at.pairs, 8 * wanted);
    if (scores) encoder.copyBufferToBuffer(scores, 0, staging, at.scores, 4 * wanted);
  }
  return made;
}

/** The answer; `scores` mean nothing with one stage. */
export function readAnswer({ shares }: RankingPlan, bytes: ArrayBuffer): Candidates[] {
  return shares.map(({ chunk, count, pairs, scores }) => {
    const [chosen] = new Uint32Array(bytes, count, 1);
    return {
      from: chunk.from,
      pairs: new Uint32Array(bytes, pairs, 2 * chosen).slice(),
      scores: new Float32Array(bytes, scores, chosen),
    };
  });
}
