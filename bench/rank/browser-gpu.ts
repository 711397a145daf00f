/** The browser's fastest GPU, opened as the engine opens it: with every limit that matters raised to what there is. */
export interface BrowserGpu {
  device: GPUDevice;
  info: GPUAdapterInfo;
  name: string;
}

const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const;
const FEATURES: GPUFeatureName[] = ['shader-f16', 'subgroups'];

/** @throws Error if there is none. */
export async function browserGpu(): Promise<BrowserGpu> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('this browser offers no GPU');
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  const requiredFeatures = FEATURES.filter((feature) => adapter.features.has(feature));
  const device = await adapter.requestDevice({ requiredFeatures, requiredLimits });
  const { info } = adapter;
  return { device, info, name: [info.vendor, info.architecture, info.description].filter(Boolean).join(' ') };
}
