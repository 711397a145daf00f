/** Whether weight decay pulls on a parameter: on matrices and item rows, not on biases, gains and small tables. */
export function decays(name: string): boolean {
  return /embedding|content|weight|\.w\d|attention\.(query|key|value|out)|mlp0\.(user|item)/.test(name);
}
