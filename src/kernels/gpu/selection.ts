/** The best k of a chunk's scores, chosen on the GPU without the processor: exactly `topK`, but for the order. */
import { compileProgram, type Program } from './compile-program.ts';
import { BINS, histogramProgram } from './histogram-program.ts';
import { collectProgram } from './collect-program.ts';
import { type GpuBuffers } from './gpu-buffers.ts';
import { grid } from './grid.ts';
import { PICK_PROGRAM } from './pick-program.ts';
import { CHOSEN_AT, SELECTION_BYTES, TILE } from './selection-keys.ts';
import { TIE_COUNT_PROGRAM } from './tie-count-program.ts';
import { TIE_FIND_PROGRAM } from './tie-find-program.ts';

/** Digits of a key. */
const DIGITS = 3;

/**
 * Whether subgroups are worth it on a device that has them: where many lanes would add to one bin one after another. On
 * a GPU in software, whose subgroups have 4 lanes, the histogram and the collecting took as long with as without.
 * `pick` and `tieFind` add up by thread number, to which subgroups have no promised relation; they stay plain.
 */
export function prefersSubgroups(device: GPUDevice): boolean {
  return !device.adapterInfo?.isFallbackAdapter;
}

export type SelectionPrograms = Record<'histogram' | 'pick' | 'tieCount' | 'tieFind' | 'collect', Program>;

/** `subgroups`: whether they are used; then the device must have them. @throws DeviceError as `compileProgram`. */
export async function selectionPrograms(device: GPUDevice, subgroups: boolean): Promise<SelectionPrograms> {
  const sources = [histogramProgram(subgroups), PICK_PROGRAM, TIE_COUNT_PROGRAM, TIE_FIND_PROGRAM, collectProgram(subgroups)];
  const [histogram, pick, tieCount, tieFind, collect] = await Promise.all(sources.map((source) => compileProgram(device, source)));
  return { histogram, pick, tieCount, tieFind, collect };
}

/** What the selection reads; `selection-keys.ts` has the layouts. */
export interface SelectionInput {
  scores: GPUBuffer;
  hidden: GPUBuffer;
  run: GPUBuffer;
  /** Rows that the buffers have room for. */
  rows: number;
}

/** The selection among one chunk's scores, with the buffers it needs, which belong to `buffers`. */
export class Selection {
  /** Holds, at `CHOSEN_AT`, how many were chosen. */
  readonly state: GPUBuffer;
  private readonly device: GPUDevice;
  private readonly programs: SelectionPrograms;
  private readonly input: SelectionInput;
  private readonly groups: Record<'histogram' | 'pick' | 'tieCount' | 'tieFind', GPUBindGroup>;

  constructor(device: GPUDevice, programs: SelectionPrograms, buffers: GpuBuffers, input: SelectionInput) {
    this.device = device;
    this.programs = programs;
    this.input = input;
    const { STORAGE, COPY_DST, COPY_SRC } = GPUBufferUsage;
    this.state = buffers.empty('selection', SELECTION_BYTES, STORAGE | COPY_DST | COPY_SRC);
    const bins = buffers.empty('bins', 4 * BINS, STORAGE);
    const tiles = buffers.empty('tiles', 4 * Math.ceil(input.rows / TILE), STORAGE);
    const keys = [input.scores, input.hidden, input.run];
    this.groups = {
      histogram: programs.histogram.bind(...keys, this.state, bins),
      pick: programs.pick.bind(this.state, bins),
      tieCount: programs.tieCount.bind(...keys, this.state, tiles),
      tieFind: programs.tieFind.bind(...keys, this.state, tiles),
    };
  }

  /**
   * Encodes the choice of `wanted` of the first `rows` rows into `results`, two words each (`collect-program.ts`).
   * What the run buffer says must be queued before it is submitted.
   */
  encode(pass: GPUComputePassEncoder, wanted: number, rows: number, results: GPUBuffer, maxWorkgroups: number): void {
    this.device.queue.writeBuffer(this.state, 0, Uint32Array.of(wanted, 0, 0, 0, 0, 0, 0, 0));
    const { histogram, pick, tieCount, tieFind, collect } = this.programs;
    const tiles = grid(Math.ceil(rows / TILE), maxWorkgroups);
    const run = ({ pipeline }: Program, group: GPUBindGroup, [x, y]: readonly [number, number]) => {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(x, y);
    };
    for (let digit = 0; digit < DIGITS; digit++) {
      run(histogram, this.groups.histogram, tiles);
      run(pick, this.groups.pick, [1, 1]);
    }
    run(tieCount, this.groups.tieCount, tiles);
    run(tieFind, this.groups.tieFind, [1, 1]);
    const { scores, hidden, run: rowsThere } = this.input;
    run(collect, collect.bind(scores, hidden, rowsThere, this.state, results), tiles);
  }

  /** Encodes the copy of how many were chosen to a word of another buffer. */
  copyCount(encoder: GPUCommandEncoder, target: GPUBuffer, offset: number): void {
    encoder.copyBufferToBuffer(this.state, CHOSEN_AT, target, offset, 4);
  }
}
